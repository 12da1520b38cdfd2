import { promises } from 'node:dns';

/** Answers all addresses of a name, IPv4 first; rejects when there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** How long the answer for IPv6 may stay out once that for IPv4 is in, in milliseconds; ours, cf. RFC 8305, section 3. */
const lateAnswerMs = 300;

/** c-ares' wait for one try, in milliseconds, and its tries: a lost packet is asked for again well within the default 5 s. */
const tryMs = 1_500;
const tries = 3;

/**
 * Resolves through c-ares, not through the system's `getaddrinfo`: that blocks one of libuv's four threads for as long
 * as a name server stays silent, so that four names with a dead server would stall every other delivery of the batch
 * (and zlib, which shares the threads). It also answers from the hosts file and search domains of the machine, which
 * no customer's name should reach. Lambda's resolv.conf, which is all it needs, c-ares reads as well.
 */
export function createDnsResolver(servers?: readonly string[]): Resolve {
  const resolver = new promises.Resolver({ timeout: tryMs, tries });
  if (servers !== undefined) resolver.setServers(servers);
  return (name) => resolveWith(resolver, name);
}

async function resolveWith(resolver: promises.Resolver, name: string): Promise<readonly string[]> {
  // RFC 6761, section 6.3: these names are loopback, whatever a server says.
  if (/(?:^|\.)localhost\.?$/i.test(name)) return ['127.0.0.1'];
  const ipv4 = resolver.resolve4(name);
  const ipv6 = resolver.resolve6(name).catch((): string[] => []);
  const [first, second] = await Promise.all([
    ipv4.catch((): string[] => []),
    Promise.race([ipv6, ipv4.then(lateAnswer, () => ipv6)]),
  ]);
  const addresses = [...first, ...second];
  return addresses.length > 0 ? addresses : await ipv4;
}

function lateAnswer(): Promise<string[]> {
  return new Promise((resolve) => setTimeout(resolve, lateAnswerMs, []).unref());
}
