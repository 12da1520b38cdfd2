import type * as z from 'zod';
import type { Examined } from '../../application/examined.ts';
import type { RepeatableRequest } from '../../application/idempotency.ts';
import { notFound, type Outcome, ok, refused } from '../../application/outcome.ts';
import type { ParentFinder } from '../../application/ports/parent-finder.ts';
import type { ExpectedVersion } from '../../application/version-check.ts';
import { apiRoutes, type RouteKey } from '../../domain/api-routes.ts';
import type { JsonValue } from '../../domain/json.ts';
import { accessOf, type Principal } from '../../domain/principal.ts';
import type { Operation } from '../contract/operation.ts';
import type { PathParameter } from '../contract/path-parameters.ts';
import {
  type HttpApiEvent,
  type PathValues,
  readBody,
  readExpectedVersion,
  readIdempotencyKey,
  readPath,
  readPrincipal,
} from './api-request.ts';
import { check, readBodyAs, readDraftAs } from './body-check.ts';
import { manyBodies, type OneOfMany } from './many-bodies.ts';

/** A call that may be made, checked in full. */
type Call<Body, Query> = Readonly<{
  principal: Principal;
  /** A part of the path; throws for one that the route does not have. */
  path: (name: PathParameter) => string;
  query: Query;
  body: Body;
  expected: ExpectedVersion;
  /** What makes this call recognisable when it comes again. */
  request: RepeatableRequest;
}>;

/** What a call is answered with. */
export type Reply = Readonly<{
  /** In place of the route's usual status of success. */
  status?: 200 | 207 | 308 | undefined;
  /** Of ours, in parts of what was asked for; to be logged. */
  faults?: readonly Error[] | undefined;
  body?: unknown;
  /** What is not JSON, in place of a body. */
  file?: Readonly<{ contentType: string; bytes: Uint8Array }> | undefined;
  /** Becomes the ETag. */
  version?: number | undefined;
  headers?: Readonly<Record<string, string>> | undefined;
}>;

/** A route with what answers it, and the status of success. */
export type Served = Readonly<{
  route: RouteKey;
  status: number;
  answer: (event: HttpApiEvent, parents: ParentFinder | undefined) => Promise<Outcome<Reply>>;
}>;

type Handle<Body, Query, Answer> = (call: Call<Body, Query>) => Promise<Outcome<Answer>>;
type HandleMany<Body, Query> = Handle<readonly Outcome<Body>[], Query, readonly OneOfMany[]>;

/** Puts the checks that all routes share in front of what one route does. */
export function serve<Body extends z.ZodType, Query extends z.ZodType>(
  contract: Operation<Body, Query>,
  handle: Handle<z.infer<Body>, z.infer<Query>, Reply>,
): Served {
  return serveCall({ contract, readAs: (json) => readBodyAs(contract.body, json) }, handle);
}

export type DraftContract<Draft, Query extends z.ZodType> = Readonly<{
  contract: Operation<z.ZodType<Draft>, Query>;
  /** The schema of the body with every field optional. */
  part: z.ZodType<Partial<Draft>>;
}>;

/**
 * Like {@link serve}, where a body must fit more than its schema says: one that does not fit the schema comes along, too,
 * so that everything wrong with it is told at once. Where the route takes many bodies at once, they have a handler of
 * their own.
 */
export function serveDraft<Draft extends object, Query extends z.ZodType>(
  { contract, part }: DraftContract<Draft, Query>,
  handle: Handle<Examined<Draft>, z.infer<Query>, Reply>,
  handleMany?: HandleMany<Examined<Draft>, z.infer<Query>>,
): Served {
  const schemas = { whole: contract.body, part };
  return serveCall({ contract, readAs: (json) => readDraftAs(schemas, json) }, handle, handleMany);
}

type Reading<Body, Query extends z.ZodType> = Readonly<{
  contract: Operation<z.ZodType, Query>;
  readAs: (json: JsonValue | undefined) => Outcome<Body>;
}>;

function serveCall<Body, Query extends z.ZodType>(
  { contract, readAs }: Reading<Body, Query>,
  handle: Handle<Body, z.infer<Query>, Reply>,
  handleMany?: HandleMany<Body, z.infer<Query>>,
): Served {
  const many = manyBodies(contract);
  return {
    route: contract.route,
    status: contract.success.status,
    async answer(event, parents) {
      const read = readCall(contract, event);
      if (!read.ok) return read;
      const { json, ...call } = read.value;
      const missing = await missingParent(contract, { path: call.path, parents });
      if (missing !== undefined) return notFound(missing);
      if (many === undefined || handleMany === undefined || !many.isIn(json)) {
        const body = readAs(json);
        return body.ok ? handle({ ...call, body: body.value }) : body;
      }
      const items = many.read(json);
      if (!items.ok) return items;
      const body = items.value.map((item) => readAs(item));
      // What was refused may nest too deep to be looked at again.
      const request = { ...call.request, body: items.value.map((item, index) => (body[index]?.ok ? item : null)) };
      const outcomes = await handleMany({ ...call, body, request });
      if (!outcomes.ok) return outcomes;
      return many.answer(outcomes.value, event.requestContext);
    },
  };
}

type Parentage = Readonly<{ path: (name: PathParameter) => string; parents: ParentFinder | undefined }>;

/** What of the path does not exist, of that which has something below it. What the path ends in is the route's own to find. */
async function missingParent({ route }: Operation, { path, parents }: Parentage) {
  const value = (name: PathParameter) => (route.includes(`{${name}}/`) ? path(name) : undefined);
  const space = value('space');
  if (space === undefined) return undefined;
  if (parents === undefined) throw new Error(`${route} lies below a space, and nobody can say whether that exists`);
  return parents.findMissing({ space, webhookId: value('webhookId'), ruleId: value('ruleId') });
}

/** A call whose body is still to be judged. */
type Unjudged<Query> = Omit<Call<never, Query>, 'body'> & Readonly<{ json: JsonValue | undefined }>;

/** Checks in the order that tells least to whom it is not meant for: caller, space, role, then what was sent. */
function readCall<Query extends z.ZodType>(
  contract: Operation<z.ZodType, Query>,
  event: HttpApiEvent,
): Outcome<Unjudged<z.infer<Query>>> {
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

const pathReader = (values: PathValues) => (name: PathParameter) => {
  const value = values[name];
  if (value === undefined) throw new Error(`The route has no part {${name}}`);
  return value;
};
