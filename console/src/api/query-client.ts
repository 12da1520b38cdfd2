import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ProblemError } from '../../../client/src/problem-error.ts';
import { expireSession } from '../session/session.ts';

function onError(error: Error): void {
  if (error instanceof ProblemError && error.status === 401) expireSession();
}

/** Whether the same call may succeed later: the network is down, or the API fails or throttles. */
export function isTransient(error: Error): boolean {
  return !(error instanceof ProblemError) || error.status >= 500 || error.status === 429;
}

/** What was read does not exist, or no longer. */
export function isNotFound(error: Error | null): boolean {
  return error instanceof ProblemError && error.status === 404;
}

/** Between two reads of a page that shows an error, in ms. Each read includes the retries of the client. */
export const recoveryMs = 3_000;

/**
 * Retries reads until the API responds; pages show `failureReason` meanwhile. Mutations are not retried: the user decides.
 * `networkMode: always` makes calls even if the browser reports that it is offline, because it may be wrong.
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
