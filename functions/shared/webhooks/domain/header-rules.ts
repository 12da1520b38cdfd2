import { nextSignatureHeader, signingHeaderNames } from './signature.ts';
import type { SignatureSettings } from './webhook.ts';

/** What is wrong with one header. */
export type HeaderProblem = Readonly<{
  kind: 'not_a_name' | 'reserved_name' | 'repeated_name' | 'bad_value' | 'too_large';
  name: string;
  /** One sentence that names the header, never its value, and says what to do. */
  message: string;
}>;

/** All custom headers together, names and values (product contract). */
const maxHeaderBytes = 16 * 1024;

/** Headers that belong to one connection or frame the message (RFC 9110, section 7.6.1; RFC 9112), or are ours. */
const transportNames: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'user-agent',
]);

/** A token (RFC 9110, section 5.6.2). */
const namePattern = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Visible Latin-1, spaces and tabs: what a header line can carry (RFC 9110, section 5.5). */
const valuePattern = /^[\t\x20-\x7e\x80-\xff]*$/;

type Checked = Readonly<{ headers: Readonly<Record<string, string>>; signature: SignatureSettings }>;

/** Everything wrong with a webhook's custom headers. */
export function checkHeaders({ headers, signature }: Checked): readonly HeaderProblem[] {
  const entries = Object.entries(headers);
  const problems = entries.flatMap(([name, value], index) => {
    const earlier = entries.slice(0, index).map(([other]) => other.toLowerCase());
    const found = nameProblem({ name, earlier, signature }) ?? valueProblem(name, value);
    return found === undefined ? [] : [found];
  });
  return [...problems, ...sizeProblems(entries)];
}

/** What is wrong with the header for a `sha256` signature; undefined if nothing is. */
export function signatureHeaderProblem(name: string): HeaderProblem | undefined {
  if (!namePattern.test(name)) return notAName(name);
  return transportNames.has(name.toLowerCase()) || isSigningName(name.toLowerCase()) ? reserved(name) : undefined;
}

type NameCheck = Readonly<{ name: string; earlier: readonly string[]; signature: SignatureSettings }>;

function nameProblem({ name, earlier, signature }: NameCheck): HeaderProblem | undefined {
  const lower = name.toLowerCase();
  if (!namePattern.test(name)) return notAName(name);
  if (transportNames.has(lower) || isSigningName(lower) || signatureNames(signature).includes(lower)) {
    return reserved(name);
  }
  if (earlier.includes(lower)) {
    return {
      kind: 'repeated_name',
      name,
      message: `Header ${name} is repeated (names are case-insensitive); keep one.`,
    };
  }
  return undefined;
}

function valueProblem(name: string, value: string): HeaderProblem | undefined {
  if (valuePattern.test(value)) return undefined;
  const message = `The value of header ${name} must be one line of Latin-1 characters; remove line breaks, control and other characters.`;
  return { kind: 'bad_value', name, message };
}

function sizeProblems(entries: readonly (readonly [string, string])[]): readonly HeaderProblem[] {
  let bytes = 0;
  for (const [name, value] of entries) {
    // Latin-1 on the wire: one byte a character.
    bytes += name.length + value.length;
    if (bytes > maxHeaderBytes) {
      const message = `The headers together are larger than 16 KB, from header ${shorten(name)} on; shorten or remove some.`;
      return [{ kind: 'too_large', name, message }];
    }
  }
  return [];
}

function isSigningName(lower: string): boolean {
  return signingHeaderNames.some((name) => name === lower);
}

function signatureNames(signature: SignatureSettings): readonly string[] {
  switch (signature.style) {
    case 'standard':
      return [];
    case 'sha256':
      return [signature.header.toLowerCase(), nextSignatureHeader(signature.header.toLowerCase())];
  }
}

function notAName(name: string): HeaderProblem {
  const message = `${JSON.stringify(shorten(name))} is not a header name; use letters, digits and "-".`;
  return { kind: 'not_a_name', name, message };
}

function reserved(name: string): HeaderProblem {
  const message = `Header ${name} is set by the connection or by Posthorn itself; use another name.`;
  return { kind: 'reserved_name', name, message };
}

/** Enough of a name to recognise it by. */
function shorten(name: string): string {
  return name.length <= 100 ? name : `${name.slice(0, 100)}…`;
}
