import type { ReceivedRequest, Responder } from './tls-receiver.ts';

/** An endpoint by its path: fails always, or once and then accepts. */
export type FailingPath = '/failing' | '/recovering';

/** One request to one of them and what it is answered. */
export type Refusal = Readonly<{ path: FailingPath; request: ReceivedRequest; status: number }>;

/** Two endpoints on one receiver, distinguished by path; each request is answered once `onRefusal` is done with it. */
export function failingEndpoints(onRefusal: (refusal: Refusal) => Promise<void>): Responder {
  let hasFailed = false;
  return async (request) => {
    const { path } = request;
    if (path !== '/failing' && path !== '/recovering') {
      return {};
    }
    const status = path === '/recovering' && hasFailed ? 200 : 500;
    hasFailed ||= path === '/recovering';
    await onRefusal({ path, request, status });
    return { status };
  };
}
