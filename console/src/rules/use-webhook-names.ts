import { useQuery } from '@tanstack/react-query';
import { eachItem } from '../../../client/src/each-item.ts';
import { posthorn } from '../api/posthorn.ts';

/** Id and name of every webhook of a space. */
export function useWebhookNames(space: string) {
  return useQuery({
    queryKey: ['webhook-names', space],
    queryFn: async () => {
      const names: { id: string; name: string }[] = [];
      const path = { space };
      const all = eachItem((cursor) =>
        posthorn.GET('/v1/spaces/{space}/webhooks', { params: { path, query: { cursor, limit: 100 } } }),
      );
      for await (const { id, name } of all) names.push({ id, name });
      return names;
    },
    staleTime: 30_000,
  });
}
