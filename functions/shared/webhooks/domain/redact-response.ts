import type { HttpResult } from '../../https/domain/http-result.ts';
import { mask } from '../../platform/domain/mask.ts';
import { parseJson } from '../../platform/domain/parse-json.ts';
import { minSecretLength, ownSecrets, type SecretFields } from './own-secrets.ts';
import { indexSecrets, type SecretIndex, SecretSearch } from './secret-search.ts';

/** Compiled once for each cached webhook instead of for each response. */
const indexes = new WeakMap<SecretFields, SecretIndex>();

function searchFor(webhook: SecretFields): SecretSearch {
  const index = indexes.get(webhook) ?? indexSecrets(ownSecrets(webhook));
  indexes.set(webhook, index);
  return new SecretSearch(index);
}

/**
 * Removes the webhook's own secrets from a response: an endpoint that echoes its request would reveal them to everyone
 * who may read deliveries, and to the later steps of a rule. Applied before anything is derived from the response.
 */
export function redactResponse(result: HttpResult, webhook: SecretFields): HttpResult {
  if (result.kind === 'response') {
    const { body, truncated } = result;
    return { ...result, body: redactBody({ body, isCut: truncated }, webhook) };
  }
  const { partial } = result;
  if (partial === undefined) return result;
  return { ...result, partial: { ...partial, body: redactBody({ body: partial.body, isCut: true }, webhook) } };
}

/** Redacts the values of response headers. */
export function redactHeaders(
  headers: Readonly<Record<string, string>>,
  webhook: SecretFields,
): Record<string, string> {
  const search = searchFor(webhook);
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, search.replace(value)]));
}

type ReceivedBody = Readonly<{ body: Uint8Array; isCut: boolean }>;

/** Keeps every byte but the secrets', for any bytes. */
function redactBody({ body, isCut }: ReceivedBody, webhook: SecretFields): Uint8Array {
  if (body.length < minSecretLength) return body;
  const search = searchFor(webhook);
  // One character per byte.
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1');
  const replaced = search.replace(text);
  if (isCut) return bytesOf(search.replaceCut(replaced));
  // An escape of JSON may hide a secret, and may be cut in two by one.
  if (replaced === text && !text.includes('\\')) return body;
  return parseJson(body).kind === 'json' ? redactJson(body, webhook) : bytesOf(replaced);
}

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Strings and numbers of a JSON text. */
const jsonLiterals = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/** Keeps every character but literals that hold a secret, so that the text stays JSON and no number is rounded. */
function redactJson(body: Uint8Array, webhook: SecretFields): Uint8Array {
  const search = searchFor(webhook);
  const text = new TextDecoder().decode(body);
  const redacted = text.replace(jsonLiterals, (literal) => redactLiteral(literal, search));
  return redacted === text ? body : new TextEncoder().encode(redacted);
}

function redactLiteral(literal: string, search: SecretSearch): string {
  if (literal.length < minSecretLength) return literal;
  if (!literal.startsWith('"')) return search.replace(literal) === mask ? JSON.stringify(mask) : literal;
  const value: string = JSON.parse(literal);
  const replaced = search.replace(value);
  return replaced === value ? literal : JSON.stringify(replaced);
}
