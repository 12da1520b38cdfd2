import ipaddr from 'ipaddr.js';

/** Whether a request may be sent to an address. */
export type AddressVerdict = Readonly<{ kind: 'allowed' }> | Readonly<{ kind: 'refused'; reason: string }>;

/** A network in CIDR notation, for example `127.0.0.0/8`. */
export type Cidr = string;

type Network = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

/** ipaddr.js determines a CIDR's family by exceptions, which costs more than the check. */
function networkOf(cidr: Cidr): Network {
  return cidr.includes(':') ? ipaddr.IPv6.parseCIDR(cidr) : ipaddr.IPv4.parseCIDR(cidr);
}

/** A stage has few of them; parsing one costs as much as the check. */
const knownNetworks = new Map<Cidr, Network>();

function allowedNetwork(cidr: Cidr): Network {
  const network = knownNetworks.get(cidr) ?? networkOf(cidr);
  knownNetworks.set(cidr, network);
  return network;
}

type Ranges = readonly (readonly [network: Network, what: string])[];

const ranges = (named: readonly (readonly [cidr: Cidr, what: string])[]): Ranges =>
  named.map(([cidr, what]) => [networkOf(cidr), what] as const);

/** From IANA's special-purpose registry (RFC 6890 and its updates): nothing here is a customer's endpoint. */
const refusedIpv4 = ranges([
  ['0.0.0.0/8', 'this network'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-grade NAT'],
  ['127.0.0.0/8', 'loopback'],
  // All of it: Lambda's own runtime API listens on 169.254.100.1 and would take forged results.
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'reserved'],
  ['192.0.2.0/24', 'documentation'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
]);

/** Special networks within 2000::/3, which alone is global unicast (RFC 4291, IANA). */
const refusedIpv6 = ranges([
  ['2001::/32', 'Teredo, which embeds an IPv4 address'],
  ['2001::/23', 'reserved'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4, which embeds an IPv4 address'],
  ['3fff::/20', 'documentation'],
]);

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** Addresses that a NAT64 gateway turns into the IPv4 address in their last 32 bits (RFC 6052). */
const nat64 = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/** Interface identifiers of ISATAP, whose last 32 bits are an IPv4 address, below any prefix (RFC 5214, section 6.1). */
const isatapMarks = ['00005efe', '02005efe'];

/**
 * Checks one address, resolved or literal.
 * `allowed` are networks that a stage lets through for local work; a production stage has none.
 */
export function checkAddress(address: string, allowed: readonly Cidr[]): AddressVerdict {
  if (!ipaddr.isValid(address)) return refuse('not an IP address');
  const parsed = ipaddr.parse(address);
  if (allowed.some((cidr) => isWithin(parsed, allowedNetwork(cidr)))) return { kind: 'allowed' };
  return parsed instanceof ipaddr.IPv4 ? checkIpv4(parsed) : checkIpv6(parsed);
}

function checkIpv4(address: ipaddr.IPv4): AddressVerdict {
  return checkRanges(address, refusedIpv4);
}

function checkIpv6(address: ipaddr.IPv6): AddressVerdict {
  if (address.zoneId !== undefined) return refuse('link-local');
  if (address.match(nat64)) return checkIpv4(embeddedIpv4(address));
  if (!address.match(globalUnicast)) return refuse('outside the global unicast addresses');
  const verdict = checkRanges(address, refusedIpv6);
  return verdict.kind === 'allowed' && isIsatap(address) ? checkIpv4(embeddedIpv4(address)) : verdict;
}

function isIsatap(address: ipaddr.IPv6): boolean {
  return isatapMarks.includes(Buffer.from(address.toByteArray().slice(8, 12)).toString('hex'));
}

function embeddedIpv4(address: ipaddr.IPv6): ipaddr.IPv4 {
  return new ipaddr.IPv4(address.toByteArray().slice(12));
}

function checkRanges(address: ipaddr.IPv4 | ipaddr.IPv6, refused: Ranges): AddressVerdict {
  const found = refused.find(([network]) => isWithin(address, network));
  return found === undefined ? { kind: 'allowed' } : refuse(found[1]);
}

function isWithin(address: ipaddr.IPv4 | ipaddr.IPv6, [network, bits]: Network): boolean {
  return network.kind() === address.kind() && address.match(network, bits);
}

function refuse(reason: string): AddressVerdict {
  return { kind: 'refused', reason };
}
