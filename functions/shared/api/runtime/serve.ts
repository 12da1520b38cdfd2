import type * as z from 'zod';
import type { RepeatableRequest } from '../../platform/application/idempotency.ts';
import { notFound, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import type { ParsedDraft } from '../../platform/application/parsed-draft.ts';
import type { ParentFinder } from '../../platform/application/ports.ts';
import type { ExpectedVersion } from '../../platform/application/version-check.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import { accessOf, type Principal } from '../../platform/domain/principal.ts';
import { apiRoutes, type RouteKey } from '../domain/api-routes.ts';
import {
  type HttpApiEvent,
  type PathValues,
  readBody,
  readExpectedVersion,
  readIdempotencyKey,
  readPath,
  readPrincipal,
} from './api-request.ts';
import { batchBodies, type ItemOutcome } from './batch-bodies.ts';
import { check, readBodyAs, readDraftAs } from './body-check.ts';
import type { Operation } from './operation.ts';
import type { PathParameter, PathReader } from './path-parameters.ts';

/** An allowed call, fully checked. */
type Call<Body, Query> = Readonly<{
  principal: Principal;
  path: PathReader;
  query: Query;
  body: Body;
  expected: ExpectedVersion;
  /** Identifies this call when it is repeated. */
  request: RepeatableRequest;
}>;

/** The response to a call. */
export type ApiResponse = Readonly<{
  /** Replaces the route's usual success status. */
  status?: 200 | 207 | 308 | undefined;
  /** Internal faults in parts of the request; to be logged. */
  faults?: readonly Error[] | undefined;
  body?: unknown;
  /** Content other than JSON, in place of a body. */
  file?: Readonly<{ contentType: string; bytes: Uint8Array }> | undefined;
  /** Becomes the ETag. */
  version?: number | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
}>;

/** A route with its handler, and the success status. */
export type ApiRoute = Readonly<{
  route: RouteKey;
  status: number;
  respond: (event: HttpApiEvent, parents: ParentFinder | undefined) => Promise<Outcome<ApiResponse>>;
}>;

type Handle<Body, Query, Response> = (call: Call<Body, Query>) => Promise<Outcome<Response>>;
type HandleBatch<Body, Query> = Handle<readonly Outcome<Body>[], Query, readonly ItemOutcome[]>;

/** Runs the checks of all routes before the handler of one. */
export function serve<Body extends z.ZodType, Query extends z.ZodType>(
  contract: Operation<Body, Query>,
  handle: Handle<z.infer<Body>, z.infer<Query>, ApiResponse>,
): ApiRoute {
  return serveCall({ contract, readAs: (json) => readBodyAs(contract.body, json) }, handle);
}

export type DraftContract<Draft, Query extends z.ZodType> = Readonly<{
  contract: Operation<z.ZodType<Draft>, Query>;
  /** The schema of the body with every field optional. */
  part: z.ZodType<Partial<Draft>>;
}>;

/**
 * Like {@link serve}, for a body with more rules than its schema: a body that does not match the schema is passed on,
 * too, so that all its errors are reported at once. If the route takes many bodies at once, they have a handler of
 * their own.
 */
export function serveDraft<Draft extends object, Query extends z.ZodType>(
  { contract, part }: DraftContract<Draft, Query>,
  handle: Handle<ParsedDraft<Draft>, z.infer<Query>, ApiResponse>,
  handleBatch?: HandleBatch<ParsedDraft<Draft>, z.infer<Query>>,
): ApiRoute {
  const schemas = { whole: contract.body, part };
  return serveCall({ contract, readAs: (json) => readDraftAs(schemas, json) }, handle, handleBatch);
}

type Reading<Body, Query extends z.ZodType> = Readonly<{
  contract: Operation<z.ZodType, Query>;
  readAs: (json: JsonValue | undefined) => Outcome<Body>;
}>;

function serveCall<Body, Query extends z.ZodType>(
  { contract, readAs }: Reading<Body, Query>,
  handle: Handle<Body, z.infer<Query>, ApiResponse>,
  handleBatch?: HandleBatch<Body, z.infer<Query>>,
): ApiRoute {
  const batch = batchBodies(contract);
  return {
    route: contract.route,
    status: contract.success.status,
    async respond(event, parents) {
      const read = readCall(contract, event);
      if (!read.ok) return read;
      const { json, ...call } = read.value;
      const missing = await missingParent(contract, { path: call.path, parents });
      if (missing !== undefined) return notFound(missing);
      if (batch === undefined || handleBatch === undefined || !batch.isIn(json)) {
        const body = readAs(json);
        return body.ok ? handle({ ...call, body: body.value }) : body;
      }
      const items = batch.read(json);
      if (!items.ok) return items;
      const body = items.value.map((item) => readAs(item));
      // A refused item may be nested too deeply to be walked again.
      const request = { ...call.request, body: items.value.map((item, index) => (body[index]?.ok ? item : null)) };
      const outcomes = await handleBatch({ ...call, body, request });
      if (!outcomes.ok) return outcomes;
      return batch.response(outcomes.value, event.requestContext);
    },
  };
}

type Parentage = Readonly<{ path: PathReader; parents: ParentFinder | undefined }>;

/** The first parent in the path that does not exist. The handler itself finds what the path ends with. */
async function missingParent({ route }: Operation, { path, parents }: Parentage) {
  const value = (name: PathParameter) => (route.includes(`{${name}}/`) ? path(name) : undefined);
  const space = value('space');
  if (space === undefined) return undefined;
  if (parents === undefined) throw new Error(`${route} belongs to a space, and no finder of parents was given`);
  return parents.findMissing({ space, webhookId: value('webhookId'), ruleId: value('ruleId') });
}

/** A call whose body is still to be checked. */
type UncheckedCall<Query> = Omit<Call<never, Query>, 'body'> & Readonly<{ json: JsonValue | undefined }>;

/** Checks in the order that reveals least to an unauthorized caller: caller, space, role, then the request. */
function readCall<Query extends z.ZodType>(
  contract: Operation<z.ZodType, Query>,
  event: HttpApiEvent,
): Outcome<UncheckedCall<z.infer<Query>>> {
  const principal = readPrincipal(event);
  if (!principal.ok) return principal;
  const path = readPath(event);
  if (!path.ok) return path;
  const access = checkAccess(contract, { principal: principal.value, path: path.value });
  if (!access.ok) return access;
  const key = readIdempotencyKey(event);
  if (!key.ok) return key;
  const expected = readExpectedVersion(event);
  if (!expected.ok) return expected;
  const query = check(contract.query, event.queryStringParameters ?? {});
  if (!query.ok) return query;
  const json = readBody(event, { type: contract.patch ? 'patch' : 'json', many: contract.batch !== undefined });
  if (!json.ok) return json;
  return ok({
    principal: principal.value,
    path: pathReader(path.value),
    query: query.value,
    json: json.value,
    expected: expected.value,
    request: {
      principal: principal.value,
      scope: path.value.space ?? 'platform',
      target: `${event.requestContext.http.method} ${event.rawPath}`,
      key: key.value,
      body: json.value ?? null,
    },
  });
}

function checkAccess(
  { route }: Operation,
  { principal, path }: Readonly<{ principal: Principal; path: PathValues }>,
): Outcome<undefined> {
  const { roles } = apiRoutes[route];
  if (roles === 'anyone') return ok(undefined);
  switch (accessOf(principal, { roles, space: path.space })) {
    case 'granted':
      return ok(undefined);
    case 'not_found':
      return refused({ kind: 'not_found', detail: 'There is no such space.' });
    case 'forbidden': {
      const detail = `This requires the role ${roles.join(' or ')}; the key has the role ${principal.role}.`;
      return refused({ kind: 'forbidden', detail });
    }
  }
}

const pathReader =
  (values: PathValues): PathReader =>
  (name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`The route has no part {${name}}`);
    return value;
  };
