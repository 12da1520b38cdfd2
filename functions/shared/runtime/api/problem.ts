import type { FieldError, Refusal } from '../../application/outcome.ts';
import { absentVersion } from '../../application/version-check.ts';

/** An RFC 9457 problem, and the headers that go with it. */
export type Problem = Readonly<{
  status: number;
  /** Last part of the problem's type. */
  type: string;
  title: string;
  detail: string;
  errors: readonly FieldError[];
  headers?: Readonly<Record<string, string>> | undefined;
}>;

/** Most errors told at once: a long list of wrong items would not be read. */
const maxErrors = 20;

/** The one place that says what a refusal is in HTTP. */
export function problemOf(refusal: Refusal): Problem {
  const about = (status: number, type: string, title: string) => ({ status, type, title, errors: [] });
  switch (refusal.kind) {
    case 'malformed':
      return {
        ...about(400, 'malformed', 'The request is malformed'),
        errors: refusal.errors ?? [],
        detail: refusal.detail,
      };
    case 'invalid': {
      const errors = refusal.errors.slice(0, maxErrors);
      const others = refusal.errors.length - errors.length;
      const detail = others > 0 ? `${inWords(errors)}; and ${others} more` : inWords(errors);
      return { ...about(400, 'invalid', 'The request does not fit'), errors, detail };
    }
    case 'unauthenticated':
      return {
        ...about(401, 'unauthenticated', 'Who calls is not known'),
        detail: refusal.detail,
        headers: { 'www-authenticate': 'Bearer realm="posthorn"' },
      };
    case 'forbidden':
      return { ...about(403, 'forbidden', 'The role does not allow this'), detail: refusal.detail };
    case 'not_found':
      return { ...about(404, 'not-found', 'Not found'), detail: refusal.detail };
    case 'method_not_allowed':
      return {
        ...about(405, 'method-not-allowed', 'The method is not allowed here'),
        detail: `This path takes ${refusal.allowed.join(', ')}.`,
        headers: { allow: refusal.allowed.join(', ') },
      };
    case 'conflict':
      return { ...about(409, 'conflict', 'Taken already'), errors: refusal.errors, detail: inWords(refusal.errors) };
    case 'wrong_state':
      return { ...about(409, 'wrong-state', 'Not as things stand now'), detail: refusal.detail };
    case 'changed':
      return {
        ...about(412, 'changed', 'Changed meanwhile'),
        detail:
          refusal.version === absentVersion
            ? 'The resource does not exist: leave If-Match out to create it.'
            : `The resource is at version "${refusal.version}" now: read it again and repeat the change.`,
      };
    case 'too_large':
      return { ...about(413, 'too-large', 'Too large'), detail: `At most ${refusal.limitBytes} bytes are taken.` };
    case 'wrong_content_type':
      return { ...about(415, 'wrong-content-type', 'Wrong content type'), detail: `Send ${refusal.expected}.` };
    case 'key_reused':
      return {
        ...about(422, 'idempotency-key-reused', 'The Idempotency-Key was used before'),
        detail: 'The Idempotency-Key came with another request less than 24 hours ago: use a new one.',
      };
    case 'busy':
      return {
        ...about(429, 'busy', 'Too many changes at once'),
        detail: 'Others changed the same things at the same time; nothing was changed. Try again.',
        headers: { 'retry-after': '1' },
      };
  }
}

/** The problem as JSON, under the id by which the log knows its request. */
export const problemBody = ({ status, type, title, detail, errors }: Problem, requestId: string) => ({
  type: `urn:posthorn:problem:${type}`,
  title,
  status,
  detail,
  errors,
  requestId,
});

/** A fault of ours, which tells nothing of itself but where to look for it. */
export const faultOfOurs: Problem = {
  status: 500,
  type: 'internal',
  title: 'Something went wrong on our side',
  detail: 'It has been logged. Try again, and name the requestId if it stays.',
  errors: [],
};

const inWords = (errors: readonly FieldError[]): string =>
  errors.map(({ path, message }) => `${path === '' ? 'body' : path}: ${message}`).join('; ');
