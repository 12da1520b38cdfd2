import { useQuery } from '@tanstack/react-query';
import { eachItem } from '../../../client/src/each-item.ts';
import { posthorn } from '../api/posthorn.ts';

/** The IDs and names of the webhooks of a space. */
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

/** Returns the name of a webhook, or its ID if the name was not among the first hundred. */
export function useNameOfWebhook(space: string): (id: string | undefined) => string {
  const { data } = useQuery({
    queryKey: ['first-webhook-names', space],
    queryFn: async () => {
      const params = { path: { space }, query: { limit: 100 } };
      const { items } = (await posthorn.GET('/v1/spaces/{space}/webhooks', { params })).data;
      return new Map(items.map(({ id, name }) => [id, name]));
    },
    staleTime: 30_000,
  });
  return (id = '') => data?.get(id) ?? id;
}
