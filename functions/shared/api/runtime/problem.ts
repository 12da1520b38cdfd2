import type { FieldError, Refusal } from '../../platform/application/outcome.ts';
import { absentVersion } from '../../platform/application/version-check.ts';

/** An RFC 9457 problem, and its headers. */
export type Problem = Readonly<{
  status: number;
  /** Last part of the problem's type. */
  type: string;
  title: string;
  detail: string;
  errors: readonly FieldError[];
  headers?: Readonly<Record<string, string>> | undefined;
}>;

/** Most errors in one response: a longer list of wrong items would not be read. */
const maxErrors = 20;

/** Maps each refusal to its HTTP response. */
export function problemOf(refusal: Refusal): Problem {
  const about = (status: number, type: string, title: string) => ({ status, type, title, errors: [] });
  switch (refusal.kind) {
    case 'malformed':
      return { ...about(400, 'malformed', 'Bad Request'), errors: refusal.errors ?? [], detail: refusal.detail };
    case 'invalid':
      return { ...about(400, 'invalid', 'Bad Request'), ...firstErrors(refusal.errors) };
    case 'unauthenticated':
      return {
        ...about(401, 'unauthenticated', 'Unauthorized'),
        detail: refusal.detail,
        headers: { 'www-authenticate': 'Bearer realm="posthorn"' },
      };
    case 'forbidden':
      return { ...about(403, 'forbidden', 'Forbidden'), detail: refusal.detail };
    case 'not_found':
      return { ...about(404, 'not-found', 'Not Found'), detail: refusal.detail };
    case 'method_not_allowed':
      return {
        ...about(405, 'method-not-allowed', 'Method Not Allowed'),
        detail: `This path supports ${refusal.allowed.join(', ')}.`,
        headers: { allow: refusal.allowed.join(', ') },
      };
    case 'conflict':
      return { ...about(409, 'conflict', 'Conflict'), errors: refusal.errors, detail: describeErrors(refusal.errors) };
    case 'wrong_state':
      return { ...about(409, 'wrong-state', 'Conflict'), detail: refusal.detail };
    case 'changed':
      return {
        ...about(412, 'changed', 'Precondition Failed'),
        detail: versionRemedy(refusal.version),
      };
    case 'too_large':
      return {
        ...about(413, 'too-large', 'Content Too Large'),
        detail: `At most ${refusal.limitBytes} bytes are allowed.`,
      };
    case 'wrong_content_type':
      return {
        ...about(415, 'wrong-content-type', 'Unsupported Media Type'),
        detail: `The content type must be ${refusal.expected}.`,
      };
    case 'key_reused':
      return {
        ...about(422, 'idempotency-key-reused', 'Unprocessable Content'),
        detail: 'The Idempotency-Key was used with another request within the last 24 hours: use a new key.',
      };
    case 'busy':
      return {
        ...about(429, 'busy', 'Too Many Requests'),
        detail: 'Other requests changed the same resources at the same time. Nothing was changed; try again.',
        headers: { 'retry-after': '1' },
      };
  }
}

/** The errors that fit into one response, and their description. */
function firstErrors(all: readonly FieldError[]): Pick<Problem, 'errors' | 'detail'> {
  const errors = all.slice(0, maxErrors);
  const others = all.length - errors.length;
  const detail = others > 0 ? `${describeErrors(errors)}; and ${others} more` : describeErrors(errors);
  return { errors, detail };
}

const versionRemedy = (version: number): string =>
  version === absentVersion
    ? 'The resource does not exist: omit If-Match to create it.'
    : `The current version of the resource is "${version}": read it again and repeat the change.`;

/** The problem as JSON, with the id of its request in the log. */
export const problemBody = ({ status, type, title, detail, errors }: Problem, requestId: string) => ({
  type: `urn:posthorn:problem:${type}`,
  title,
  status,
  detail,
  errors,
  requestId,
});

/** The response to an internal fault, without details; these are in the log. */
export const internalError: Problem = {
  status: 500,
  type: 'internal',
  title: 'Internal Server Error',
  detail: 'The error has been logged. Try again. If the error persists, report it with the requestId.',
  errors: [],
};

const describeErrors = (errors: readonly FieldError[]): string =>
  errors.map(({ path, message }) => `${path === '' ? 'body' : path}: ${message}`).join('; ');
