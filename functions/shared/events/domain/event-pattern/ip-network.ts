import ipaddr from 'ipaddr.js';

/** Addresses with a common prefix. A single address is a network of all its bits. */
export type IpNetwork = Readonly<{ bytes: readonly number[]; bits: number }>;

export type ParsedNetwork =
  | Readonly<{ kind: 'network'; network: IpNetwork }>
  | Readonly<{ kind: 'refused'; message: string }>;

/** Longest notation of an address: eight groups of four digits. */
const maxAddressLength = 39;
const ipv4 = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const ipv6 = /^[\da-f:]*:[\da-f:]*$/i;

/** The bytes of an address in any notation; undefined if the text is none. An IPv4 address in IPv6 is an IPv4 one. */
export function ipBytes(text: string): readonly number[] | undefined {
  if (text.length > maxAddressLength) return undefined;
  if (ipv4.test(text)) {
    const bytes = text.split('.').map(Number);
    return bytes.every((byte) => byte <= 255) ? bytes : undefined;
  }
  if (!ipv6.test(text) || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toByteArray() : address.toByteArray();
}

/** Parses `address/bits`. */
export function parseNetwork(cidr: string): ParsedNetwork {
  const [, address = '', digits = ''] = /^([^/]*)\/(\d{1,3})$/.exec(cidr) ?? [];
  const bytes = ipBytes(address);
  if (bytes === undefined)
    return refuse('must be an address and a number of bits, such as "10.0.0.0/8" or "2001:db8::/32"');
  const bits = Number(digits);
  if (bits < bytes.length * 8) return { kind: 'network', network: { bytes, bits } };
  return refuse(`must have at most ${bytes.length * 8 - 1} bits: for a single address, give the address as a value`);
}

const refuse = (message: string): ParsedNetwork => ({ kind: 'refused', message });

export const singleAddress = (bytes: readonly number[]): IpNetwork => ({ bytes, bits: bytes.length * 8 });

export function isInNetwork({ bytes, bits }: IpNetwork, address: readonly number[]): boolean {
  if (address.length !== bytes.length) return false;
  const whole = Math.floor(bits / 8);
  const shift = 8 - (bits % 8);
  return (
    bytes.slice(0, whole).every((byte, index) => byte === address[index]) &&
    (shift === 8 || (bytes[whole] ?? 0) >> shift === (address[whole] ?? 0) >> shift)
  );
}
