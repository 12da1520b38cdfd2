import { describe, expect, test } from '@jest/globals';
import { startTlsReceiver } from '../../../bin/local/receiver/tls-receiver.ts';
import { createHttpsSender } from '../../../functions/shared/https/adapters/https-sender.ts';
import type { HttpResult } from '../../../functions/shared/https/domain/http-result.ts';
import { openBlackHole } from '../../support/receivers/black-hole.ts';
import {
  type Fault,
  faults,
  startDeafReceiver,
  startFaultyReceiver,
  startTcpReceiver,
} from '../../support/receivers/faulty-receiver.ts';
import { aRequest } from '../../support/records/outgoing-request.ts';
import { startSending } from '../../support/sending.ts';

const { authority, certificate, receiver: healthy, sender, closed } = await startSending();

/** Two clocks that cannot be taken for one another. */
const shortRequest = { connectSeconds: 5, requestSeconds: 0.4 };
const shortConnect = { connectSeconds: 0.4, requestSeconds: 5 };

const to = (url: string, timeouts = shortRequest) =>
  aRequest({ url, timeouts, tls: { caCertificate: authority.certificatePem } });

const timed = async (sending: Promise<HttpResult>) => {
  const startedAt = performance.now();
  const result = await sending;
  const endedAt = performance.now();
  return { result, endedAt, ms: endedAt - startedAt };
};

/**
 * A timer of this process, started when the sender's clock should start. A busy machine wakes the process late for both, so
 * that what tells them apart is the sender's own doing.
 */
function referenceClock(seconds: number) {
  const { promise: end, resolve } = Promise.withResolvers<number>();
  const start = () => void setTimeout(() => resolve(performance.now()), seconds * 1_000);
  return { end, start };
}

/** The product's promise for a clock: ± 250 ms. */
async function expectOnClock(endedAt: number, clock: ReturnType<typeof referenceClock>): Promise<void> {
  expect(Math.abs(endedAt - (await clock.end))).toBeLessThan(250);
}

/** The fault, with something to do just before it: a whole request has come. */
const after = (onRequest: () => void, fault: Fault): Fault => {
  return (...connection) => {
    onRequest();
    fault(...connection);
  };
};

const noAnswer = (errorClass: string, partial?: Readonly<{ status: number; body: string }>) => ({
  kind: 'no_response',
  errorClass,
  detail: expect.stringMatching(/^[\s\S]+\.$/),
  durationMs: expect.any(Number),
  partial,
});

/** With the partial body as text, the rest as it is. */
const readable = (result: HttpResult) =>
  result.kind === 'no_response' && result.partial !== undefined
    ? { ...result, partial: { status: result.partial.status, body: new TextDecoder().decode(result.partial.body) } }
    : result;

describe('the request clock ends', () => {
  const begun = { status: 200, body: expect.stringMatching(/^begun \.*$/) };
  const table: readonly (readonly [string, Fault, unknown])[] = [
    ['a receiver that accepts and stays silent', faults.silent, undefined],
    ['a header that comes byte by byte', faults.slowHeader, undefined],
    ['a body that drips', faults.drippingBody, begun],
    ['a body that gets stuck', faults.stuckBody, begun],
  ];
  test.concurrent.each(table)('%s', async (_what, fault, partial) => {
    const clock = referenceClock(shortRequest.requestSeconds);
    const receiver = await startFaultyReceiver(certificate, after(clock.start, fault));
    const { result, endedAt } = await timed(sender.send(to(receiver.url)));
    await receiver.close();
    expect(readable(result)).toEqual({ ...noAnswer('request_timeout'), partial });
    await expectOnClock(endedAt, clock);
  });

  test('a request body that is not taken', async () => {
    const clock = referenceClock(shortRequest.requestSeconds);
    const receiver = closed(await startDeafReceiver(certificate, clock.start));
    const body = new Uint8Array(16 * 1024 * 1024);
    const { result, endedAt } = await timed(sender.send({ ...to(receiver.url), body }));
    expect(result).toEqual(noAnswer('request_timeout'));
    await expectOnClock(endedAt, clock);
  });
});

describe('the connect clock ends', () => {
  const sent = (url: string, by = sender) => {
    const clock = referenceClock(shortConnect.connectSeconds);
    clock.start();
    return timed(by.send(to(url, shortConnect))).then((outcome) => ({ ...outcome, clock }));
  };

  test('an address whose packets vanish', async () => {
    const hole = closed(await openBlackHole());
    const { result, endedAt, clock } = await sent(hole.url);
    expect(result).toEqual(noAnswer('connect_timeout'));
    await expectOnClock(endedAt, clock);
  });

  test('a TLS handshake that never comes', async () => {
    const receiver = closed(await startTcpReceiver(() => undefined));
    const { result, endedAt, clock } = await sent(receiver.url);
    expect(result).toEqual({ ...noAnswer('connect_timeout'), detail: expect.stringContaining('TLS handshake') });
    await expectOnClock(endedAt, clock);
  });

  test('a resolver that never responds', async () => {
    const waiting = closed(createHttpsSender({ allowedCidrs: [], resolve: () => new Promise(() => undefined) }));
    const { result, endedAt, clock } = await sent('https://hooks.test/', waiting);
    expect(result).toEqual({ ...noAnswer('connect_timeout'), detail: expect.stringContaining('not resolved') });
    await expectOnClock(endedAt, clock);
  });
});

test('the clocks are independent: time to connect is not taken from the request', async () => {
  const slowToResolve = closed(
    createHttpsSender({
      allowedCidrs: ['127.0.0.0/8'],
      resolve: () => new Promise((resolve) => setTimeout(resolve, 600, ['127.0.0.1'])),
    }),
  );
  const receiver = closed(
    await startTlsReceiver({
      certificate,
      host: 'hooks.test',
      respond: () => new Promise((resolve) => setTimeout(resolve, 600, { status: 200 })),
    }),
  );
  const timeouts = { connectSeconds: 1, requestSeconds: 1 };
  const { result, ms } = await timed(slowToResolve.send(to(receiver.url, timeouts)));
  expect(result).toMatchObject({ kind: 'response', status: 200 });
  expect(ms).toBeGreaterThan(1_200);
});

describe('a receiver ends with its own class, at once, when it', () => {
  const begun = { status: 200, body: 'begun ' };
  const table: readonly (readonly [string, Fault, string, typeof begun | undefined])[] = [
    ['resets', faults.reset, 'connection_reset', undefined],
    ['half-closes', faults.halfClose, 'connection_reset', undefined],
    ['closes within the header', faults.closedInHeader, 'connection_reset', undefined],
    ['closes within the body', faults.closedInBody, 'connection_reset', begun],
    ['closes within a chunk', faults.closedInChunk, 'connection_reset', begun],
    ['speaks something else', faults.garbage, 'protocol_error', undefined],
    ['sends a huge header', faults.hugeHeader, 'protocol_error', undefined],
    ['switches protocols unasked', faults.unaskedUpgrade, 'protocol_error', undefined],
  ];
  test.each(table)('%s', async (_what, fault, errorClass, partial) => {
    let faultAt = Number.NEGATIVE_INFINITY;
    const onRequest = () => {
      faultAt = performance.now();
    };
    const receiver = closed(await startFaultyReceiver(certificate, after(onRequest, fault)));
    const { result, endedAt } = await timed(sender.send(to(receiver.url)));
    expect(readable(result)).toEqual(noAnswer(errorClass, partial));
    expect(endedAt - faultAt).toBeLessThan(250);
  });

  test('does not listen', async () => {
    const gone = await startTcpReceiver(() => undefined);
    await gone.close();
    expect(await sender.send(to(gone.url))).toEqual(noAnswer('connect_refused'));
  });

  test('closes during the TLS handshake', async () => {
    const receiver = closed(await startTcpReceiver((socket) => socket.end()));
    expect(await sender.send(to(receiver.url))).toEqual(noAnswer('tls_error'));
  });

  test('speaks plain HTTP', async () => {
    const receiver = closed(await startTcpReceiver((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await sender.send(to(receiver.url))).toEqual(noAnswer('tls_error'));
  });
});

test('a healthy receiver is not delayed by any number of bad neighbours', async () => {
  const neighbours = [faults.silent, faults.slowHeader, faults.drippingBody, faults.reset];
  const { promise: allHang, resolve } = Promise.withResolvers<void>();
  let arrived = 0;
  const onRequest = () => {
    arrived += 1;
    if (arrived === 10 * neighbours.length) resolve();
  };
  const bad = await Promise.all([
    openBlackHole(),
    ...neighbours.map((fault) => startFaultyReceiver(certificate, after(onRequest, fault))),
  ]);
  let haveEnded = 0;
  const sendings = bad.flatMap(({ url }) =>
    Array.from({ length: 10 }, async () => {
      const outcome = await sender.send(to(url, { connectSeconds: 10, requestSeconds: 10 }));
      haveEnded += 1;
      return outcome;
    }),
  );
  try {
    await sender.send(to(healthy.url));
    // Their handshakes are this process's own work, which is no neighbour's fault.
    await allHang;
    const { result, ms } = await timed(sender.send(to(healthy.url)));
    expect(result).toMatchObject({ kind: 'response', status: 200 });
    expect(ms).toBeLessThan(400);
    // Only those that are reset.
    expect(haveEnded).toBeLessThanOrEqual(10);
  } finally {
    await Promise.all(bad.map(({ close }) => close()));
  }
  for (const outcome of await Promise.all(sendings)) expect(outcome.kind).toBe('no_response');
});
