import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Authority, type IssuedCertificate, makeAuthority } from '../../../bin/local/certificate.ts';
import { startTlsReceiver, type TlsReceiver } from '../../../bin/local/tls-receiver.ts';
import { createHttpsSender, type HttpsSender } from '../../../functions/shared/adapters/https-sender.ts';
import type { HttpResult } from '../../../functions/shared/domain/http-result.ts';
import { openBlackHole } from '../../support/receivers/black-hole.ts';
import {
  type Fault,
  faults,
  startDeafReceiver,
  startFaultyReceiver,
  startTcpReceiver,
} from '../../support/receivers/faulty-receiver.ts';
import { aRequest } from '../../support/records/outgoing-request.ts';

let authority: Authority;
let certificate: IssuedCertificate;
let healthy: TlsReceiver;
let sender: HttpsSender;
const closing: (() => unknown)[] = [];

function closed<T extends { close: () => unknown }>(thing: T): T {
  closing.push(thing.close);
  return thing;
}

beforeAll(async () => {
  authority = await makeAuthority();
  certificate = await authority.issue({ hosts: ['127.0.0.1'] });
  healthy = await startTlsReceiver({ certificate });
  sender = createHttpsSender({ allowedCidrs: ['127.0.0.0/8'] });
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

afterAll(async () => {
  sender.close();
  await healthy.close();
});

// Times are real here, and a busy machine wakes a process late: one undisturbed try in three shows that the clock holds.
jest.retryTimes(2);

/** Two clocks that cannot be taken for one another. */
const shortRequest = { connectSeconds: 5, requestSeconds: 0.4 };
const shortConnect = { connectSeconds: 0.4, requestSeconds: 5 };

const to = (url: string, timeouts = shortRequest) =>
  aRequest({ url, timeouts, tls: { caCertificate: authority.certificatePem } });

const timed = async (sending: Promise<HttpResult>) => {
  const startedAt = performance.now();
  const result = await sending;
  return { result, ms: performance.now() - startedAt };
};

/** The product's promise for a clock: ± 250 ms. */
function expectOnClock(ms: number, seconds: number): void {
  expect(Math.abs(ms - seconds * 1000)).toBeLessThan(250);
}

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
    const receiver = await startFaultyReceiver(certificate, fault);
    const { result, ms } = await timed(sender.send(to(receiver.url)));
    await receiver.close();
    expect(readable(result)).toEqual({ ...noAnswer('request_timeout'), partial });
    expectOnClock(ms, shortRequest.requestSeconds);
  });

  test('a request body that is not taken', async () => {
    const receiver = closed(await startDeafReceiver(certificate));
    const body = new Uint8Array(16 * 1024 * 1024);
    const { result, ms } = await timed(sender.send({ ...to(receiver.url), body }));
    expect(result).toEqual(noAnswer('request_timeout'));
    expectOnClock(ms, shortRequest.requestSeconds);
  });
});

describe('the connect clock ends', () => {
  test('an address whose packets vanish', async () => {
    const hole = closed(await openBlackHole());
    const { result, ms } = await timed(sender.send(to(hole.url, shortConnect)));
    expect(result).toEqual(noAnswer('connect_timeout'));
    expectOnClock(ms, shortConnect.connectSeconds);
  });

  test('a TLS handshake that never comes', async () => {
    const receiver = closed(await startTcpReceiver(() => undefined));
    const { result, ms } = await timed(sender.send(to(receiver.url, shortConnect)));
    expect(result).toEqual({ ...noAnswer('connect_timeout'), detail: expect.stringContaining('TLS handshake') });
    expectOnClock(ms, shortConnect.connectSeconds);
  });

  test('a resolver that never answers', async () => {
    const waiting = closed(createHttpsSender({ allowedCidrs: [], resolve: () => new Promise(() => undefined) }));
    const { result, ms } = await timed(waiting.send(to('https://hooks.test/', shortConnect)));
    expect(result).toEqual({ ...noAnswer('connect_timeout'), detail: expect.stringContaining('not resolved') });
    expectOnClock(ms, shortConnect.connectSeconds);
  });
});

test('the clocks are independent: time to connect is not taken from the request', async () => {
  const slowToResolve = closed(
    createHttpsSender({
      allowedCidrs: ['127.0.0.0/8'],
      resolve: () => new Promise((resolve) => setTimeout(resolve, 300, ['127.0.0.1'])),
    }),
  );
  const named = await authority.issue({ hosts: ['hooks.test'] });
  const receiver = closed(
    await startTlsReceiver({
      certificate: named,
      host: 'hooks.test',
      respond: () => new Promise((resolve) => setTimeout(resolve, 300, { status: 200 })),
    }),
  );
  const timeouts = { connectSeconds: 0.5, requestSeconds: 0.5 };
  const { result, ms } = await timed(slowToResolve.send(to(receiver.url, timeouts)));
  expect(result).toMatchObject({ kind: 'response', status: 200 });
  expect(ms).toBeGreaterThan(600);
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
    ['switches protocols unasked', faults.unaskedContinue, 'protocol_error', undefined],
  ];
  test.each(table)('%s', async (_what, fault, errorClass, partial) => {
    const receiver = closed(await startFaultyReceiver(certificate, fault));
    const { result, ms } = await timed(sender.send(to(receiver.url)));
    expect(readable(result)).toEqual(noAnswer(errorClass, partial));
    expect(ms).toBeLessThan(250);
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
  await sender.send(to(healthy.url));
  const bad = await Promise.all(
    [faults.silent, faults.slowHeader, faults.drippingBody, faults.reset].map(async (fault) =>
      closed(await startFaultyReceiver(certificate, fault)),
    ),
  );
  const hole = closed(await openBlackHole());
  const stuck = [...bad, hole].flatMap(({ url }) =>
    Array.from({ length: 10 }, () => sender.send(to(url, { connectSeconds: 0.8, requestSeconds: 0.8 }))),
  );
  const { result, ms } = await timed(sender.send(to(healthy.url)));
  expect(result).toMatchObject({ kind: 'response', status: 200 });
  expect(ms).toBeLessThan(400);
  for (const outcome of await Promise.all(stuck)) expect(outcome.kind).toBe('no_response');
});
