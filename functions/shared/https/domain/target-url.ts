import { type AddressVerdict, type Cidr, checkAddress } from './address-guard.ts';

/** A webhook's URL, parsed, or one sentence that says what is wrong with it. */
export type TargetUrl = Readonly<{ kind: 'valid'; url: URL }> | Readonly<{ kind: 'invalid'; message: string }>;

/** Longest URL, in characters: what common servers and proxies take (RFC 9110, section 4.1, asks for 8000). */
export const maxUrlLength = 8000;

/**
 * Parses a webhook's URL by the WHATWG rules, which bring every form of an IP address into one, and checks all that can
 * be checked without a network. A name's addresses are checked on each new connection.
 */
export function parseTargetUrl(text: string, allowed: readonly Cidr[]): TargetUrl {
  if (text.length > maxUrlLength) return tooLong;
  const url = URL.parse(text);
  if (url === null) return invalid('The URL is not valid; write it as https://host/path.');
  // Characters outside ASCII become longer when they are encoded.
  if (url.href.length > maxUrlLength) return tooLong;
  if (url.protocol !== 'https:') return invalid('The URL must begin with https://.');
  if (url.username !== '' || url.password !== '') {
    return invalid('The URL must hold no user name or password; use a header instead.');
  }
  const verdict = checkLiteral(url.hostname, allowed);
  if (verdict.kind === 'refused') {
    return invalid(`The URL's address is ${verdict.reason}; only public addresses may be called.`);
  }
  return { kind: 'valid', url };
}

/** The IP address that a WHATWG hostname represents; undefined if it is a name. */
export function literalAddress(hostname: string): string | undefined {
  if (hostname.startsWith('[')) return hostname.slice(1, -1);
  // WHATWG reads every host that ends in a number as IPv4, and writes it with four decimal parts.
  return /^\d+\.\d+\.\d+\.\d+$/.test(hostname) ? hostname : undefined;
}

function checkLiteral(hostname: string, allowed: readonly Cidr[]): AddressVerdict {
  const address = literalAddress(hostname);
  return address === undefined ? { kind: 'allowed' } : checkAddress(address, allowed);
}

const tooLong: TargetUrl = {
  kind: 'invalid',
  message: `The URL is longer than ${maxUrlLength} characters when it is encoded; shorten it.`,
};

function invalid(message: string): TargetUrl {
  return { kind: 'invalid', message };
}
