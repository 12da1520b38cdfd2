import { type Cidr, checkAddress } from '../domain/address-guard.ts';
import { literalAddress } from '../domain/target-url.ts';
import type { Resolve } from './dns-resolver.ts';
import { codeOf, TransportFailure } from './transport-failure.ts';

/** How targets are resolved and which networks are allowed. */
export type GuardSettings = Readonly<{ resolve: Resolve; allowedCidrs: readonly Cidr[] }>;

/** All addresses of a WHATWG hostname, each one checked; rejects with a {@link TransportFailure}. */
export async function checkedAddresses(
  host: string,
  { resolve, allowedCidrs }: GuardSettings,
): Promise<readonly string[]> {
  const addresses = await resolveHost(host, resolve);
  if (addresses.length === 0) throw new TransportFailure('dns_error', `The name ${host} has no address.`);
  for (const address of addresses) {
    const verdict = checkAddress(address, allowedCidrs);
    // One forbidden address refuses the target: if it were only skipped, the next answer could lead there.
    if (verdict.kind === 'refused') throw blocked(host, verdict.reason);
  }
  return addresses;
}

/** Literals bypass the resolver: node connects to them directly, so they are checked as they are. */
async function resolveHost(host: string, resolve: Resolve): Promise<readonly string[]> {
  const literal = literalAddress(host);
  if (literal !== undefined) return [literal];
  try {
    return await resolve(host);
  } catch (error) {
    throw new TransportFailure('dns_error', `The name ${host} does not resolve to an address (${codeOf(error)}).`);
  }
}

function blocked(host: string, reason: string): TransportFailure {
  return new TransportFailure(
    'blocked_address',
    `${host} resolves to an address that is not allowed (${reason}); only public addresses are allowed.`,
  );
}
