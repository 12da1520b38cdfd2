import { useQuery } from '@tanstack/react-query';
import { posthorn } from '../api/posthorn.ts';

export type RulePath = Readonly<{ space: string; ruleId: string }>;

/** A rule with its version. */
export async function readRule(path: RulePath) {
  const { data, response } = await posthorn.GET('/v1/spaces/{space}/rules/{ruleId}', { params: { path } });
  return { rule: data, version: response.headers.get('etag') ?? '' };
}

export function useRule(path: RulePath, { enabled = true } = {}) {
  return useQuery({ queryKey: ['rule', path.space, path.ruleId], queryFn: () => readRule(path), enabled });
}
