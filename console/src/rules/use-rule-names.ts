import { useQuery } from '@tanstack/react-query';
import { posthorn } from '../api/posthorn.ts';

/** Returns the name of a rule, or its ID if the name was not among the first hundred. */
export function useNameOfRule(space: string): (id: string) => string {
  const { data } = useQuery({
    queryKey: ['rules', space, 'first-names'],
    queryFn: async () => {
      const params = { path: { space }, query: { limit: 100 } };
      const { items } = (await posthorn.GET('/v1/spaces/{space}/rules', { params })).data;
      return new Map(items.map(({ id, name }) => [id, name]));
    },
    staleTime: 30_000,
  });
  return (id) => data?.get(id) ?? id;
}
