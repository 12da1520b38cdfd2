import { apiRoutes, type RouteKey } from '../../functions/shared/api/domain/api-routes.ts';

type Routed = Readonly<{ route: RouteKey; pathParameters: Readonly<Record<string, string>> }>;

const isRoute = (text: string): text is RouteKey => Object.hasOwn(apiRoutes, text);

/** Routes without parameters first, as the gateway prefers them. */
const matchers = Object.keys(apiRoutes)
  .filter(isRoute)
  .sort((one, other) => one.split('{').length - other.split('{').length)
  .map((route) => {
    const [method, path = ''] = route.split(' ');
    return {
      route,
      method,
      matcher: new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
    };
  });

/** The route that the gateway chooses for a path, and the values of its parameters. */
export function routeOf(method: string, path: string): Routed {
  for (const { route, method: its, matcher } of matchers) {
    const match = method === its ? matcher.exec(path) : null;
    if (match === null) continue;
    const values = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return { route, pathParameters: Object.fromEntries(values) };
  }
  return { route: '$default', pathParameters: {} };
}
