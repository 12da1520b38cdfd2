import { Client } from 'undici';
import type { OutgoingRequest } from '../domain/http-request.ts';
import { type Connect, type ConnectPhase, tlsFingerprint } from './guarded-connector.ts';
import { Inbound } from './inbound.ts';

/** An idle connection is closed after this long, in milliseconds: below the 5 s that node servers keep theirs. */
const maxIdleMs = 4_000;

/** A connection is used no longer than this, in milliseconds, so that a changed name is resolved and checked soon. */
const maxAgeMs = 10_000;

/** Idle connections kept in all: well below Lambda's 1,024 file descriptors (Lambda quotas). */
const maxIdle = 100;

/** One connection to one webhook's endpoint, for one request at a time. */
export type Connection = {
  readonly client: Client;
  readonly webhookId: string;
  readonly key: string;
  /** Cancels a connection that is being opened. */
  readonly abort: AbortController;
  phase: ConnectPhase;
  /** The bytes received over it, once it is open. */
  inbound: Inbound | undefined;
  /** Wall-clock times, since a frozen function's monotonic clock may stand still. */
  openedAt: number;
  idleSince: number;
  closed: boolean;
};

/** Keeps connections between requests. Two webhooks never share one, nor does one webhook across a change of target or certificate. */
export class Connections {
  readonly #connect: Connect;
  #idle: Connection[] = [];

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  /** An idle connection for the request, unless a new one is required. */
  take(request: OutgoingRequest, url: URL, { fresh }: Readonly<{ fresh: boolean }>): Connection {
    const key = JSON.stringify([request.webhookId, url.origin, tlsFingerprint(request.tls)]);
    this.#dropStale(request.webhookId, key);
    const found = fresh ? undefined : this.#idle.findLast((connection) => connection.key === key);
    if (found === undefined) return this.#open(request, url, key);
    this.#idle = this.#idle.filter((connection) => connection !== found);
    return found;
  }

  /** Keeps a connection whose last response was read to its end. */
  giveBack(connection: Connection): void {
    connection.idleSince = Date.now();
    this.#idle.push(connection);
    const surplus = this.#idle.splice(0, Math.max(0, this.#idle.length - maxIdle));
    for (const oldest of surplus) drop(oldest);
  }

  /** Closes all idle connections. */
  close(): void {
    for (const connection of this.#idle.splice(0)) drop(connection);
  }

  #open(request: OutgoingRequest, url: URL, key: string): Connection {
    const connectMs = request.timeouts.connectSeconds * 1000;
    const abort = new AbortController();
    const client = new Client(url.origin, {
      connect: (_options, callback) => {
        connection.openedAt = Date.now();
        this.#connect({
          url,
          tls: request.tls,
          connectMs,
          signal: abort.signal,
          onPhase: (phase) => {
            connection.phase = phase;
          },
        }).then(
          (socket) => {
            connection.inbound = new Inbound(socket, url.hostname);
            callback(null, socket);
          },
          (error: Error) => callback(error, null),
        );
      },
      allowH2: false,
      keepAliveTimeout: maxIdleMs,
      keepAliveMaxTimeout: maxIdleMs,
      // The exchange has timeouts of its own; undici's are coarse, and its body timeout restarts with each byte.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const connection: Connection = {
      client,
      webhookId: request.webhookId,
      key,
      abort,
      phase: 'resolving',
      inbound: undefined,
      openedAt: Date.now(),
      idleSince: 0,
      closed: false,
    };
    client.on('disconnect', () => {
      connection.closed = true;
    });
    return connection;
  }

  #dropStale(webhookId: string, key: string): void {
    const now = Date.now();
    const isKept = (connection: Connection) =>
      isUsable(connection, now) && (connection.webhookId !== webhookId || connection.key === key);
    const stale = this.#idle.filter((connection) => !isKept(connection));
    if (stale.length === 0) return;
    this.#idle = this.#idle.filter(isKept);
    for (const connection of stale) drop(connection);
  }
}

/** Ends a connection at once, with any request in progress on it. */
export function drop(connection: Connection): void {
  connection.abort.abort();
  // Its requests have their results; their errors from the end are ignored.
  connection.client.destroy(null).catch(() => undefined);
}

function isUsable({ closed, openedAt, idleSince }: Connection, now: number): boolean {
  return !closed && isRecent(idleSince, now, maxIdleMs) && isRecent(openedAt, now, maxAgeMs);
}

/** A clock that was set back counts as too old. */
function isRecent(time: number, now: number, limitMs: number): boolean {
  return now >= time && now - time < limitMs;
}
