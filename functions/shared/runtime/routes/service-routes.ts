import { done, type Outcome, refused } from '../../application/outcome.ts';
import { apiRoutes } from '../../domain/api-routes.ts';
import type { HttpApiEvent } from '../api/api-request.ts';
import type { Reply, Served } from '../api/serve.ts';

export const serviceRoutes: readonly Served[] = [
  { route: 'GET /healthz', status: 200, answer: async () => done({ body: { status: 'ok' } }) },
  { route: '$default', status: 404, answer: async (event) => refuseUnknown(event) },
];

/** Paths of the API, each with the methods that it takes. */
const methodsByPath = Map.groupBy(
  Object.keys(apiRoutes).flatMap((route) => {
    const [method, path] = route.split(' ');
    return method === undefined || path === undefined ? [] : [{ method, matcher: matcherOf(path) }];
  }),
  ({ matcher }) => matcher.source,
);

/** Tells a path that is not there from a method that it does not take. */
function refuseUnknown({ rawPath }: HttpApiEvent): Outcome<Reply> {
  const allowed = [...methodsByPath.values()]
    .filter(([route]) => route?.matcher.test(rawPath))
    .flatMap((routes) => routes.map(({ method }) => method));
  if (allowed.length > 0) return refused({ kind: 'method_not_allowed', allowed });
  return refused({ kind: 'not_found', detail: 'The API has no such path; GET /openapi.json lists all.' });
}

function matcherOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
}
