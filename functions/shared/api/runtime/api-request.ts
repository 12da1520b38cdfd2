import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { notFound, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import type { ExpectedVersion } from '../../platform/application/version-check.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import type { Principal } from '../../platform/domain/principal.ts';
import { spaceRoles } from '../../platform/domain/roles.ts';
import { type PathParameter, pathParameters } from './path-parameters.ts';

/** An event of an HTTP API, payload format 2.0; the authorizer's context is validated. */
export type HttpApiEvent = Omit<APIGatewayProxyEventV2, 'requestContext'> &
  Readonly<{
    requestContext: APIGatewayProxyEventV2['requestContext'] &
      Readonly<{ authorizer?: Readonly<{ lambda?: unknown }> | undefined }>;
  }>;

/** Largest body, in bytes (product contract). */
const maxBodyBytes = 256 * 1024;
/** For a body that may hold many: as much as one call of the bus or of a queue takes (EventBridge and SQS quotas). */
const maxBatchBytes = 1_048_576;

const authorizerContext = z.union([
  z.object({ refusal: z.string() }),
  z.object({ role: z.literal('admin'), id: z.string() }),
  z.object({
    role: z.enum(spaceRoles),
    space: z.string(),
    id: z.string(),
    via: z.literal('portal_link').optional(),
  }),
]);

/** The caller, from the authorizer's context; a refusal becomes 401 here, since a gateway responds in its own form. */
export function readPrincipal(event: HttpApiEvent): Outcome<Principal> {
  const context = authorizerContext.parse(event.requestContext.authorizer?.lambda);
  return 'refusal' in context ? refused({ kind: 'unauthenticated', detail: context.refusal }) : ok(context);
}

export type PathValues = Readonly<Partial<Record<PathParameter, string>>>;

/** The path parameters; one that does not match its schema cannot exist, so it is not found. */
export function readPath(event: HttpApiEvent): Outcome<PathValues> {
  const values: Partial<Record<PathParameter, string>> = {};
  for (const [name, schema] of Object.entries(pathParameters)) {
    const value = event.pathParameters?.[name];
    if (value === undefined) continue;
    const parsed = schema.safeParse(decoded(value));
    if (!parsed.success) return notFound('resource');
    Object.assign(values, { [name]: parsed.data });
  }
  return ok(values);
}

/** No valid name has a percent sign, so a value with one was not decoded by the gateway. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Media types without parameters. The suffix `+json` means JSON (RFC 6839), but a patch is no plain document. */
const contentTypes = {
  json: {
    pattern: /^application\/(?:json|(?!(?:json|merge)-patch\+)[\w.-]+\+json)$/,
    expected: 'application/json',
  },
  patch: {
    pattern: /^application\/(?:merge-patch\+)?json$/,
    expected: 'application/merge-patch+json or application/json',
  },
} as const;

type ExpectedBody = Readonly<{ type: keyof typeof contentTypes; many: boolean }>;

/** The body as JSON; undefined if it is empty. */
export function readBody(event: HttpApiEvent, { type, many }: ExpectedBody): Outcome<JsonValue | undefined> {
  const { body = '', isBase64Encoded, headers } = event;
  if (body === '') return ok(undefined);
  const { pattern, expected } = contentTypes[type];
  const [mediaType = ''] = (headers['content-type'] ?? '').split(';');
  if (!pattern.test(mediaType.trim().toLowerCase())) return refused({ kind: 'wrong_content_type', expected });
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  const limitBytes = many ? maxBatchBytes : maxBodyBytes;
  return bytes.byteLength > limitBytes ? refused({ kind: 'too_large', limitBytes }) : parseJson(bytes);
}

function parseJson(bytes: Uint8Array): Outcome<JsonValue> {
  try {
    const value: JsonValue = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return ok(value);
  } catch (error) {
    const detail =
      error instanceof SyntaxError ? `The body is not valid JSON${placeOf(error)}.` : 'The body is not valid UTF-8.';
    return refused({ kind: 'malformed', detail });
  }
}

/** Where the parser stopped, if its message says so. The rest of it quotes the body, and so perhaps secrets. */
function placeOf({ message }: SyntaxError): string {
  const [, line, column] = /\(line (\d+) column (\d+)\)$/.exec(message) ?? [];
  return line === undefined ? '' : `: see line ${line}, column ${column}`;
}

/** Tags of a version, or `*` for any (RFC 9110, section 13.1.1). */
export const ifMatchPattern = /^(?:\*|(?:W\/)?"[!#-~]*"(?:, ?(?:W\/)?"[!#-~]*")*)$/;

/** The supported value of `If-None-Match`, for a change: that nothing exists yet (RFC 9110, section 13.1.2). */
export const ifNoneMatchPattern = /^\*$/;

/** `If-Match` and `If-None-Match`: tags in another form than ours match nothing, and neither do weak ones. */
export function readExpectedVersion(event: HttpApiEvent): Outcome<ExpectedVersion> {
  const { 'if-match': header, 'if-none-match': none } = event.headers;
  if (none !== undefined && header !== undefined)
    return badHeader('If-None-Match', 'must not be sent together with If-Match');
  if (none !== undefined) {
    return ifNoneMatchPattern.test(none) ? ok('absent') : badHeader('If-None-Match', 'must be "*"');
  }
  if (header === undefined) return ok('any');
  if (header === '*') return ok('existing');
  if (!ifMatchPattern.test(header)) return badHeader('If-Match', 'must be "*" or entity tags in double quotes');
  const versions = header.split(',').flatMap((tag) => {
    const [, version] = /^ ?"(\d{1,15})"$/.exec(tag) ?? [];
    return version === undefined ? [] : [Number(version)];
  });
  return ok(versions);
}

/** Visible ASCII: transported unchanged in a header. */
export const idempotencyKeyPattern = /^[!-~]{1,255}$/;

export function readIdempotencyKey(event: HttpApiEvent): Outcome<string | undefined> {
  const key = event.headers['idempotency-key'];
  if (key === undefined || idempotencyKeyPattern.test(key)) return ok(key);
  return badHeader('Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
}

const badHeader = (path: string, message: string): Outcome<never> =>
  refused({ kind: 'malformed', detail: `The header ${path} ${message}.`, errors: [{ path, message }] });
