import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ProblemError } from '../../../client/src/problem-error.ts';
import { expireSession } from '../session/session.ts';

function onError(error: Error): void {
  if (error instanceof ProblemError && error.status === 401) expireSession();
}

/** The client of the API tries again itself, as far as that helps. */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: { queries: { retry: false, staleTime: 5_000 }, mutations: { retry: false } },
});
