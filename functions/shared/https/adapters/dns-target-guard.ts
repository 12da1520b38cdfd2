import type { TargetGuard, TargetVerdict } from '../application/ports.ts';
import type { Cidr } from '../domain/address-guard.ts';
import { parseTargetUrl } from '../domain/target-url.ts';
import { checkedAddresses } from './checked-addresses.ts';
import { createDnsResolver, type Resolve } from './dns-resolver.ts';
import { TransportFailure } from './transport-failure.ts';

type GuardSettings = Readonly<{ allowedCidrs: readonly Cidr[]; resolve?: Resolve | undefined }>;

/** How long a save waits for a name, in milliseconds; our own limit, since a manager is waiting. */
const maxWaitMs = 2_000;

/** A {@link TargetGuard} that resolves names as the sender does. */
export function dnsTargetGuard({ allowedCidrs, resolve = createDnsResolver() }: GuardSettings): TargetGuard {
  return {
    check: async (text) => {
      const target = parseTargetUrl(text, allowedCidrs);
      if (target.kind === 'invalid') return { kind: 'refused', message: target.message };
      const verdict = checkedAddresses(target.url.hostname, { allowedCidrs, resolve }).then(allow, refuse);
      return Promise.race([verdict, giveUp()]);
    },
  };
}

function allow(): TargetVerdict {
  return { kind: 'allowed' };
}

function refuse(error: unknown): TargetVerdict {
  const isBlocked = error instanceof TransportFailure && error.errorClass === 'blocked_address';
  return isBlocked ? { kind: 'refused', message: error.message } : { kind: 'unknown' };
}

function giveUp(): Promise<TargetVerdict> {
  return new Promise((resolve) => setTimeout(resolve, maxWaitMs, { kind: 'unknown' }).unref());
}
