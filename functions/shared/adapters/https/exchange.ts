import type { Dispatcher } from 'undici';
import type { HttpResult } from '../../domain/http-result.ts';
import type { OutgoingRequest } from '../../domain/outgoing-request.ts';
import type { Connection } from './connections.ts';
import type { ConnectPhase } from './guarded-connector.ts';
import { ResponseBody } from './response-body.ts';
import { exchangeFailure, TransportFailure } from './transport-failure.ts';

export type ExchangeResult = Readonly<{
  result: HttpResult;
  /** The response was read to its end, so that the connection can carry another request. */
  reusable: boolean;
}>;

type Exchange = Readonly<{ connection: Connection; request: OutgoingRequest; url: URL }>;

/**
 * Sends one request over one connection. Two clocks run apart: connect, until the connection is ready (not at all on a
 * kept one), and request, from the first byte written to the last byte read and decoded.
 */
export function exchange({ connection, request, url }: Exchange): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    const startedAt = performance.now();
    const { connectSeconds, requestSeconds } = request.timeouts;
    let head: Readonly<{ status: number; headers: Record<string, string> }> | undefined;
    let body: ResponseBody | undefined;
    let ended = false;

    const finish = (outcome: ExchangeResult) => {
      if (ended) return;
      ended = true;
      clearTimeout(clock);
      body?.abandon();
      resolve(outcome);
    };
    const succeed = (truncated: boolean, wireEnded: boolean) => {
      if (head === undefined || body === undefined) return;
      const durationMs = performance.now() - startedAt;
      const result = { kind: 'response', ...head, body: body.bytes, truncated, durationMs } as const;
      finish({ result, reusable: wireEnded });
    };
    const fail = (error: Error) => {
      const { errorClass, message: detail } = exchangeFailure(error, url.hostname);
      const partial = head && { status: head.status, body: body?.bytes ?? new Uint8Array() };
      const durationMs = performance.now() - startedAt;
      finish({ result: { kind: 'no_response', errorClass, detail, partial, durationMs }, reusable: false });
    };

    let clock = setTimeout(() => fail(connectTimeout(connection.phase, request, url)), connectSeconds * 1000);

    connection.client.dispatch(
      {
        path: `${url.pathname}${url.search}`,
        method: request.method,
        headers: { ...request.headers },
        body: Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength),
      },
      {
        onRequestStart: () => {
          clearTimeout(clock);
          clock = setTimeout(() => fail(requestTimeout(request, url)), requestSeconds * 1000);
        },
        onResponseStart: (controller, status, headers) => {
          // 103 and its like only announce the response.
          if (status < 200) return;
          head = { status, headers: flatten(headers) };
          body = new ResponseBody(head.headers['content-encoding'], {
            onEnd: (truncated) => succeed(truncated, wireEnded),
            onError: fail,
            onPause: () => controller.pause(),
            onResume: () => controller.resume(),
          });
        },
        onResponseData: (_controller, chunk) => body?.write(chunk),
        onResponseEnd: () => {
          wireEnded = true;
          body?.end();
        },
        onResponseError: (_controller, error) => fail(error),
      },
    );
    let wireEnded = false;
  });
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
  const detail = `${hostname} did not finish its answer within ${timeouts.requestSeconds} s.`;
  return new TransportFailure('request_timeout', detail);
}
