import type { Dispatcher } from 'undici';
import type { OutgoingRequest } from '../domain/http-request.ts';
import type { HttpResult } from '../domain/http-result.ts';
import { type Connection, drop } from './connections.ts';
import type { ConnectPhase } from './guarded-connector.ts';
import { type DecodedBody, decodeBody, WireBody } from './response-body.ts';
import { exchangeFailure, peerOf, TransportFailure } from './transport-failure.ts';

export type ExchangeResult = Readonly<{
  result: HttpResult;
  /** The response was read to its end, so that the connection can be reused. If not, it is closed. */
  reusable: boolean;
  /** A part of a response was received, so the endpoint has received the request. */
  hasBegun: boolean;
}>;

type Exchange = Readonly<{ connection: Connection; request: OutgoingRequest; url: URL }>;

/** The bytes received, and how the exchange ended. */
type WireResult = Readonly<{
  head: Head | undefined;
  wire: WireBody;
  end: Readonly<{ kind: 'complete' | 'cut' }> | Readonly<{ kind: 'failed'; error: Error }>;
}>;

type Head = Readonly<{ status: number; headers: Readonly<Record<string, string>> }>;

/** Sends one request over one connection. */
export async function exchange(input: Exchange): Promise<ExchangeResult> {
  const { connection, request, url } = input;
  const startedAt = performance.now();
  const { head, wire, end } = await overTheWire(input);
  const durationMs = performance.now() - startedAt;
  const reusable = end.kind === 'complete';
  const hasBegun = connection.inbound?.hasBegun ?? false;
  // At once: nothing more is read.
  if (!reusable) drop(connection);

  const body = await decodeBody(wire.bytes, head?.headers['content-encoding']);
  if (end.kind === 'failed' || head === undefined) {
    const error = end.kind === 'failed' ? end.error : new Error('no header came');
    const failure = exchangeFailure(error, peerOf(url, request.tls));
    return { result: failed({ failure, head, body, durationMs }), reusable, hasBegun };
  }
  const truncated = body.truncated || end.kind === 'cut';
  return { result: { kind: 'response', ...head, body: body.bytes, truncated, durationMs }, reusable, hasBegun };
}

/**
 * Two independent timeouts: connect, until the connection is ready (none for a kept one), and request, from the first
 * byte written to the last byte read.
 */
function overTheWire({ connection, request, url }: Exchange): Promise<WireResult> {
  return new Promise((resolve) => {
    const { connectSeconds, requestSeconds } = request.timeouts;
    const wire = new WireBody();
    let head: Head | undefined;

    /** Only the first call counts. */
    const finish = (end: WireResult['end']) => {
      clearTimeout(clock);
      resolve({ head, wire, end });
    };
    const fail = (error: Error) => finish({ kind: 'failed', error: connection.inbound?.error ?? error });
    let clock = setTimeout(() => fail(connectTimeout(connection.phase, request, url)), connectSeconds * 1000);

    const options: Dispatcher.DispatchOptions = {
      path: `${url.pathname}${url.search}`,
      method: request.method,
      headers: { ...request.headers },
      body: Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength),
    };
    connection.client.dispatch(options, {
      onRequestStart: () => {
        connection.inbound?.expectAnswer();
        clearTimeout(clock);
        clock = setTimeout(() => fail(requestTimeout(request, url)), requestSeconds * 1000);
      },
      onResponseStart: (_controller, status, headers) => {
        head = { status, headers: flatten(headers) };
      },
      onResponseData: (_controller, chunk) => {
        if (!wire.add(chunk)) finish({ kind: 'cut' });
      },
      onResponseEnd: () => finish({ kind: 'complete' }),
      onResponseError: (_controller, error) => fail(error),
    });
  });
}

type Failed = Readonly<{
  failure: TransportFailure;
  head: Head | undefined;
  body: DecodedBody;
  durationMs: number;
}>;

function failed({ failure, head, body, durationMs }: Failed): HttpResult {
  const partial = head && { status: head.status, body: body.bytes };
  return { kind: 'no_response', errorClass: failure.errorClass, detail: failure.message, partial, durationMs };
}

type RawHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

function flatten(headers: RawHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

function connectTimeout(phase: ConnectPhase, { timeouts }: OutgoingRequest, { hostname }: URL): TransportFailure {
  const waitedFor = {
    resolving: 'its name was not resolved',
    connecting: 'it did not accept the connection',
    securing: 'it did not finish the TLS handshake',
  }[phase];
  const detail = `No connection to ${hostname} within ${timeouts.connectSeconds} s: ${waitedFor}.`;
  return new TransportFailure('connect_timeout', detail);
}

function requestTimeout({ timeouts }: OutgoingRequest, { hostname }: URL): TransportFailure {
  const detail = `${hostname} did not complete its response within ${timeouts.requestSeconds} s.`;
  return new TransportFailure('request_timeout', detail);
}
