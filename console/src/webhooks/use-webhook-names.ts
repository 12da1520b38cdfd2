import { useQuery } from '@tanstack/react-query';
import { eachItem } from '../../../client/src/each-item.ts';
import { posthorn } from '../api/posthorn.ts';

/** The IDs and names of the webhooks of a space. */
export function useWebhookNames(space: string) {
  return useQuery({
    queryKey: ['webhooks', space, 'names'],
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

/** The first hundred webhooks of a space. Its key is one of `webhooks`, so that a change of a webhook reads it again. */
export function useFirstWebhooks(space: string) {
  return useQuery({
    queryKey: ['webhooks', space, 'first'],
    queryFn: async () => {
      const params = { path: { space }, query: { limit: 100 } };
      return (await posthorn.GET('/v1/spaces/{space}/webhooks', { params })).data.items;
    },
    staleTime: 30_000,
  });
}

/** Returns the name of a webhook, or its ID if the name was not among the first hundred. */
export function useNameOfWebhook(space: string): (id: string | undefined) => string {
  const { data = [] } = useFirstWebhooks(space);
  return (id = '') => data.find((webhook) => webhook.id === id)?.name ?? id;
}
