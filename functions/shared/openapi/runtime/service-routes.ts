import { gunzipSync } from 'node:zlib';
import { apiRoutes } from '../../api/domain/api-routes.ts';
import { type HttpApiEvent, readPath } from '../../api/runtime/api-request.ts';
import { type ApiResponse, type ApiRoute, serve } from '../../api/runtime/serve.ts';
import { toPage } from '../../console/runtime/console-routes.ts';
import { notFound, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import type { Principal } from '../../platform/domain/principal.ts';
import { docsHeaders, docsPage, docsStart } from './docs-page.ts';
import { readCaller } from './service-contract.ts';

export type ServiceRoutePorts = Readonly<{
  document: unknown;
  /** A file of the viewer, gzipped; undefined if the viewer has no file of that name. */
  viewerFile: (name: string) => Uint8Array | undefined;
}>;

export const serviceRoutes = (ports: ServiceRoutePorts): readonly ApiRoute[] => [
  { route: 'GET /healthz', status: 200, respond: async () => ok({ body: { status: 'ok' } }) },
  {
    route: 'GET /openapi.json',
    status: 200,
    respond: async () => ok({ body: ports.document, headers: { 'cache-control': 'no-cache' } }),
  },
  {
    route: 'GET /docs',
    status: 200,
    respond: async () =>
      ok({ file: text('text/html', docsPage), headers: { ...docsHeaders, 'cache-control': 'no-cache' } }),
  },
  { route: 'GET /docs/{asset}', status: 200, respond: async (event) => readAsset(ports, event) },
  serve(readCaller, async ({ principal }) => ok({ body: callerView(principal) })),
  { route: '$default', status: 404, respond: async (event) => refuseUnknown(event) },
];

function callerView(principal: Principal) {
  if (principal.role === 'admin') return principal;
  const { id, role, space, via } = principal;
  return { id, role, space, ...(via === 'portal_link' && { portalLink: true }) };
}

const text = (type: string, content: string) => ({
  contentType: `${type}; charset=utf-8`,
  bytes: Buffer.from(content),
});

const contentTypes: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css' };

function readAsset({ viewerFile }: ServiceRoutePorts, event: HttpApiEvent): Outcome<ApiResponse> {
  const path = readPath(event);
  if (!path.ok) return path;
  const name = path.value.asset ?? '';
  if (name === 'start.js') return ok({ file: text('text/javascript', docsStart), headers: docsHeaders });
  const packed = viewerFile(name);
  const type = contentTypes[name.split('.').at(-1) ?? ''];
  if (packed === undefined || type === undefined) return notFound('file');
  const headers = { ...docsHeaders, 'cache-control': 'public, max-age=3600' };
  const contentType = `${type}; charset=utf-8`;
  // A browser accepts it as stored; the API's gateway compresses nothing itself.
  return /\bgzip\b/.test(event.headers['accept-encoding'] ?? '')
    ? ok({ file: { contentType, bytes: packed }, headers: { ...headers, 'content-encoding': 'gzip' } })
    : ok({ file: { contentType, bytes: gunzipSync(packed) }, headers });
}

/** Paths of the API, each with its methods. */
const methodsByPath = Map.groupBy(
  Object.keys(apiRoutes).flatMap((route) => {
    const [method, path] = route.split(' ');
    return method === undefined || path === undefined ? [] : [{ method, matcher: matcherOf(path) }];
  }),
  ({ matcher }) => matcher.source,
);

/** Distinguishes an unknown path from an unsupported method. */
function refuseUnknown(event: HttpApiEvent): Outcome<ApiResponse> {
  const { rawPath } = event;
  if (rawPath === '/console/') return toPage(event);
  const allowed = [...methodsByPath.values()]
    .filter(([route]) => route?.matcher.test(rawPath))
    .flatMap((routes) => routes.map(({ method }) => method));
  if (allowed.length > 0) return refused({ kind: 'method_not_allowed', allowed: [...new Set(allowed)] });
  return refused({ kind: 'not_found', detail: 'This path does not exist; GET /openapi.json lists all paths.' });
}

function matcherOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}
