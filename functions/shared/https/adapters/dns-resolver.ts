import { promises } from 'node:dns';

/** Returns all addresses of a name, IPv4 first; rejects if there are none. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** How long to wait for the IPv6 answer after the IPv4 one, in milliseconds; our own limit, cf. RFC 8305, section 3. */
const lateAnswerMs = 300;

/** c-ares' timeout of a try, in ms, and its tries: a lost packet is sent again well within the default 5 s. */
const tryMs = 1_500;
const tries = 3;

/**
 * Resolves through c-ares, not through the system's `getaddrinfo`: that blocks one of libuv's four threads for as long
 * as a name server does not answer, so that four names with a dead server would stall every other delivery of the batch
 * (and zlib, which shares the threads). It would also answer from the machine's hosts file and search domains, which
 * must not apply to customers' names. c-ares reads Lambda's resolv.conf as well, which is sufficient.
 */
export function createDnsResolver(servers?: readonly string[]): Resolve {
  const resolver = new promises.Resolver({ timeout: tryMs, tries });
  if (servers !== undefined) resolver.setServers(servers);
  return (name) => resolveWith(resolver, name);
}

async function resolveWith(resolver: promises.Resolver, name: string): Promise<readonly string[]> {
  // RFC 6761, section 6.3: these names are loopback, whatever a server answers.
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
