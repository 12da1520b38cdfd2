import type { ReceivedRequest, Responder } from './tls-receiver.ts';

/** An endpoint by its path: fails always, or twice and then answers. */
export type FailingPath = '/failing' | '/recovering';

/** One request to one of them and what it was answered. */
export type Refusal = Readonly<{ path: FailingPath; attempt: number; request: ReceivedRequest; status: number }>;

/** The recovering endpoint fails this often. */
const failuresBeforeRecovery = 2;

/** Two endpoints on one receiver, told apart by path; `tell` hears of each request as it comes. */
export function failingEndpoints(tell: (refusal: Refusal) => void): Responder {
  const attempts = { '/failing': 0, '/recovering': 0 };
  return (request) => {
    const { path } = request;
    if (path !== '/failing' && path !== '/recovering') {
      return {};
    }
    attempts[path] += 1;
    const attempt = attempts[path];
    const status = path === '/recovering' && attempt > failuresBeforeRecovery ? 200 : 500;
    tell({ path, attempt, request, status });
    return { status };
  };
}
