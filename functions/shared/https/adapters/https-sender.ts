import type { Sender } from '../application/ports.ts';
import type { Cidr } from '../domain/address-guard.ts';
import type { OutgoingRequest } from '../domain/http-request.ts';
import type { HttpResult } from '../domain/http-result.ts';
import { parseTargetUrl } from '../domain/target-url.ts';
import { Connections } from './connections.ts';
import { createDnsResolver, type Resolve } from './dns-resolver.ts';
import { exchange } from './exchange.ts';
import { createGuardedConnector } from './guarded-connector.ts';

export type HttpsSenderSettings = Readonly<{
  /** Networks that are allowed for local work; none in production. */
  allowedCidrs: readonly Cidr[];
  /** How names are resolved; by default through the machine's name servers. */
  resolve?: Resolve | undefined;
}>;

/** A {@link Sender} that keeps connections open, and can close them. */
export type HttpsSender = Sender & Readonly<{ close: () => void }>;

/** A reused connection that breaks within this many ms, before any byte of a response, was closed before the write. */
const staleConnectionMs = 1_000;

/** Makes the sender of every delivery and every test send. */
export function createHttpsSender({ allowedCidrs, resolve = createDnsResolver() }: HttpsSenderSettings): HttpsSender {
  const connections = new Connections(createGuardedConnector({ resolve, allowedCidrs }));
  return {
    send: async (request) => {
      const target = parseTargetUrl(request.url, allowedCidrs);
      if (target.kind === 'invalid') return refused(target.message);
      const first = await attempt({ connections, request, url: target.url, fresh: false });
      if (!first.wasStale) return first.result;
      const second = await attempt({ connections, request, url: target.url, fresh: true });
      return second.result;
    },
    close: () => connections.close(),
  };
}

type Attempt = Readonly<{ connections: Connections; request: OutgoingRequest; url: URL; fresh: boolean }>;

async function attempt({ connections, request, url, fresh }: Attempt) {
  const connection = connections.take(request, url, { fresh });
  const isReused = connection.idleSince > 0;
  const { result, reusable, hasBegun } = await exchange({ connection, request, url });
  if (reusable) connections.giveBack(connection);
  return { result, wasStale: isReused && !hasBegun && isStale(result) };
}

/**
 * Endpoints may close idle connections at any time, and a frozen function notices it only on its next write. That is
 * not the customer's failure and needs no retry in a minute: the request is sent once more, on a new connection.
 */
function isStale(result: HttpResult): boolean {
  if (result.kind === 'response') return false;
  return result.errorClass === 'connection_reset' && result.durationMs < staleConnectionMs;
}

function refused(detail: string): HttpResult {
  return { kind: 'no_response', errorClass: 'blocked_address', detail, durationMs: 0 };
}
