import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ProblemError } from '../../../client/src/problem-error.ts';
import { expireSession } from '../session/session.ts';

function onError(error: Error): void {
  if (error instanceof ProblemError && error.status === 401) expireSession();
}

/** The network is away or the API fails: what is shown recovers by itself when that is over. */
export function isTransient(error: Error): boolean {
  return !(error instanceof ProblemError) || error.status >= 500 || error.status === 429;
}

/** Between tries of a page that shows already that the API fails; the client itself has tried several times before. */
export const recoveryMs = 3_000;

/**
 * Reads again until the API answers: pages show `failureReason` meanwhile. What changes something fails at once, so that its
 * user decides. Calls are also made when the browser believes that it is offline: it may be wrong, and pages learn why.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: {
      retry: (_, error) => isTransient(error),
      retryDelay: recoveryMs,
      staleTime: 5_000,
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});
