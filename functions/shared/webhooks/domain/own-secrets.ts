import type { Webhook } from './webhook.ts';

/** The secret fields of a webhook. */
export type SecretFields = Pick<Webhook, 'headers' | 'secrets' | 'tls' | 'auth'>;

/**
 * Shorter values are not treated as secrets, since they would be found everywhere: the minimum length of a password
 * (NIST SP 800-63B, section 5.1.1.1), in characters.
 */
export const minSecretLength = 8;

/** Headers whose values come from a public vocabulary (RFC 9110; RFC 9111; RFC 7240), such as `application/json`. */
const publicHeaders: ReadonlySet<string> = new Set([
  'accept',
  'accept-charset',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'content-language',
  'pragma',
  'prefer',
]);

/** Every text that would reveal one of the webhook's secrets, in each common encoding. */
export function ownSecrets({ headers, secrets, tls, auth }: SecretFields): readonly string[] {
  const values = Object.entries(headers).flatMap(([name, value]) => (isPublic(name) ? [] : withParts(value)));
  const signing = secrets.flatMap(({ value }) => [value, value.replace(/^whs(ec|k)_/, '')]);
  // Each line by itself: a repeated key may have other line endings.
  const key = tls.clientKey?.split(/\s*\n\s*/).filter((line) => !line.startsWith('-----')) ?? [];
  const client = auth === undefined ? [] : [auth.clientSecret];
  const long = [...values, ...signing, ...key, ...client].filter(({ length }) => length >= minSecretLength);
  return [...new Set(long.flatMap(spellings))];
}

const isPublic = (name: string): boolean => publicHeaders.has(name.toLowerCase());

/** Schemes and names that may precede a secret one after the other; our own limit, one more than occurs in practice. */
const maxParts = 3;

/** The value, and its remainder without a scheme or a name: for `Token key="abc"` also `key="abc"` and `abc`. */
function withParts(value: string, left = maxParts): readonly string[] {
  const [, scheme = '', rest] = /^([A-Za-z][\w-]*)(?: +|=)"?(\S+?)"?$/.exec(value) ?? [];
  if (rest === undefined || left === 0) return [value];
  return [value, ...withParts(rest, left - 1), ...(/^basic$/i.test(scheme) ? credentials(rest) : [])];
}

/** User and password as one, and the password by itself (RFC 7617). */
function credentials(base64: string): readonly string[] {
  const pair = Buffer.from(base64, 'base64').toString();
  return [pair, pair.slice(pair.indexOf(':') + 1)];
}

/** As it is; in JSON, with and without the slashes escaped; in a URL; in HTML; and as bytes of UTF-8, a character each. */
function spellings(value: string): readonly string[] {
  const json = JSON.stringify(value).slice(1, -1);
  return [
    value,
    json,
    json.replaceAll('/', '\\/'),
    encodeURIComponent(value.toWellFormed()),
    value.replace(/[&<>"']/g, (character) => htmlEscapes[character] ?? character),
    Buffer.from(value).toString('latin1'),
  ];
}

const htmlEscapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
