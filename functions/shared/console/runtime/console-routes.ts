import { type HttpApiEvent, readPath } from '../../api/runtime/api-request.ts';
import type { ApiResponse, ApiRoute } from '../../api/runtime/serve.ts';
import { notFound, type Outcome, ok } from '../../platform/application/outcome.ts';
import type { PackedFiles } from './packed-files.ts';

export type ConsolePorts = Readonly<{
  files: PackedFiles;
  /** Origins whose pages may show the console in a frame, separated by spaces; none if empty. */
  frameAncestors: string;
  /** The OIDC issuer at which the console offers to sign in, if there is one. */
  signIn: ConsoleSignIn | undefined;
}>;

type ConsoleSignIn = Readonly<{
  issuer: string;
  clientId: string;
  scope: string;
  /** Those of the issuer's endpoints that differ from its own, separated by spaces. */
  origins: string;
}>;

/** Tells the console about its stage. */
const settingsFile = 'settings.json';

const page = 'index.html';

const contentTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
};

export const consoleRoutes = (ports: ConsolePorts): readonly ApiRoute[] => [
  { route: 'GET /console', status: 308, respond: async (event) => toPage(event) },
  { route: 'GET /console/{asset}', status: 200, respond: async (event) => readAsset(ports, event) },
];

/**
 * Redirects to the page, whose own links are relative. A gateway may treat `/console/` as `/console`, or as a path
 * without a route: so it redirects from each.
 */
export function toPage({ rawPath }: HttpApiEvent): Outcome<ApiResponse> {
  return ok({ status: 308, headers: { location: rawPath.endsWith('/') ? page : `console/${page}` } });
}

function readAsset(ports: ConsolePorts, event: HttpApiEvent): Outcome<ApiResponse> {
  const path = readPath(event);
  if (!path.ok) return path;
  const name = path.value.asset ?? page;
  return name === settingsFile ? readSettings(ports) : readFile(ports, { name, event });
}

function readSettings({ signIn }: ConsolePorts): Outcome<ApiResponse> {
  const { issuer, clientId, scope } = signIn ?? {};
  return ok({
    body: { signIn: signIn === undefined ? null : { issuer, clientId, scope } },
    headers: { 'cache-control': 'no-cache' },
  });
}

function readFile(
  ports: ConsolePorts,
  { name, event }: Readonly<{ name: string; event: HttpApiEvent }>,
): Outcome<ApiResponse> {
  const contentType = contentTypes[name.split('.').at(-1) ?? ''];
  const file = ports.files(name, event.headers['accept-encoding'] ?? '');
  if (contentType === undefined || file === undefined) return notFound('file');
  const headers = {
    ...consoleHeaders(ports),
    // Every name but the page's holds a hash of the file's content.
    'cache-control': name === page ? 'no-cache' : 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
    ...(file.encoding !== undefined && { 'content-encoding': file.encoding }),
  };
  return ok({ file: { contentType, bytes: file.bytes }, headers });
}

/** No external resources but the issuer's responses, nothing inline, and in no frame but those that the stage names. */
function consoleHeaders({ frameAncestors, signIn }: ConsolePorts): Readonly<Record<string, string>> {
  const called = signIn === undefined ? [] : [new URL(signIn.issuer).origin, signIn.origins];
  return {
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
      `connect-src ${["'self'", ...called].join(' ').trim()}; worker-src 'self'; base-uri 'none'; form-action 'none'; ` +
      `frame-ancestors ${frameAncestors || "'none'"}`,
    'referrer-policy': 'no-referrer',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  };
}
