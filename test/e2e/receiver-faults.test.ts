import { randomBytes, randomUUID } from 'node:crypto';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Responder, TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import { testSaved } from '../../functions/shared/deliveries/runtime/webhook-tests-contract.ts';
import { readWebhook } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { BusListener } from '../support/bus-listener.ts';
import { dynamoDb, stack } from '../support/deployed-stack.ts';
import { mailFor } from '../support/mailbox.ts';
import { openBlackHole } from '../support/receivers/black-hole.ts';
import { faults, startFaultyReceiver, startTcpReceiver } from '../support/receivers/faulty-receiver.ts';
import { sqsRecord } from '../support/records/sqs-record.ts';
import { certificate, Tenant } from '../support/tenant.ts';

const timeout = 90_000;
/**
 * Both clocks of a webhook that is to end on one of them, and of the others, in seconds. That clocks are kept to 250 ms
 * is shown where nothing else runs: in the sender's tests.
 */
const shortClock = 1;
const longClock = 5;

/** A way to go wrong, and what is recorded of it. */
type Fault = Target & Readonly<{ recorded: object }>;
type Target = Readonly<{
  url: string;
  kind?: string;
  /** It ends on one of the clocks, not before. */
  onClock?: boolean;
  /** Of each clock; short ones for what ends on them, unless said. */
  seconds?: number;
}>;

let acme: Tenant;
let listener: BusListener;
let healthy: TlsReceiver;
let elsewhere: TlsReceiver;
let table: Readonly<Record<string, Fault>>;

const zeros = Buffer.alloc(64 * 1024 * 1024);
const bomb = (coding: string, body: Buffer): Responder => ({ headers: { 'content-encoding': coding }, body });
const begun = expect.stringMatching(/^begun/);
const retryAfterSeconds = 3_600;

beforeAll(async () => {
  acme = await Tenant.create('faults');
  listener = await BusListener.start(acme.space);
  healthy = await acme.receiver();
  elsewhere = await acme.receiver();
  table = await makeTable();
}, timeout);
afterAll(() => acme.close());

async function makeTable(): Promise<Readonly<Record<string, Fault>>> {
  const faulty = async (fault: keyof typeof faults) =>
    acme.keep(await startFaultyReceiver(certificate, faults[fault])).url;
  const answering = async (responder: Responder) => (await acme.receiver(responder)).url;
  const timedOut = { failure: 'request_timeout' };
  const tooLarge = { failure: 'response_too_large' };
  return {
    'a header that comes byte by byte': { url: await faulty('slowHeader'), recorded: timedOut, onClock: true },
    'a body that drips': {
      url: await faulty('drippingBody'),
      recorded: { ...timedOut, status: 200, responseExcerpt: begun, responseTruncated: true },
      onClock: true,
    },
    'no answer at all': { url: await faulty('silent'), recorded: timedOut, onClock: true },
    'a TLS handshake that never comes': {
      url: acme.keep(await startTcpReceiver(() => undefined)).url,
      recorded: { failure: 'connect_timeout' },
      onClock: true,
    },
    'a black hole': {
      url: acme.keep(await openBlackHole()).url,
      recorded: { failure: 'connect_timeout' },
      onClock: true,
    },
    'a reset': { url: await faulty('reset'), recorded: { failure: 'connection_reset' } },
    'a half-close': { url: await faulty('halfClose'), recorded: { failure: 'connection_reset' } },
    'a body that breaks off': {
      url: await faulty('closedInBody'),
      recorded: { failure: 'connection_reset', status: 200, responseExcerpt: begun },
    },
    'no HTTP': { url: await faulty('garbage'), recorded: { failure: 'protocol_error' } },
    'nobody there': { url: 'https://127.0.0.1:1/', recorded: { failure: 'connect_refused' } },
    'a name that does not exist': { url: 'https://no.such.name.invalid/', recorded: { failure: 'dns_error' } },
    'a gzip bomb': {
      url: await answering(bomb('gzip', gzipSync(zeros))),
      kind: 'pre_approval',
      recorded: tooLarge,
    },
    'a brotli bomb': {
      url: await answering(bomb('br', brotliCompressSync(zeros.subarray(0, 8 * 1024 * 1024)))),
      kind: 'pre_approval',
      recorded: tooLarge,
    },
    'a zstd bomb': {
      url: await answering(bomb('zstd', zstdCompressSync(zeros))),
      kind: 'pre_approval',
      recorded: tooLarge,
    },
    'a gigabyte that is used': { url: await faulty('gigabyte'), kind: 'pre_approval', recorded: tooLarge },
    'a gigabyte that is not used': {
      url: await faulty('gigabyte'),
      recorded: { status: 200, responseTruncated: true, reason: expect.stringContaining('accepted') },
    },
    'a redirect': {
      url: await answering({ status: 302, headers: { location: `${elsewhere.url}/in?token=hush` } }),
      recorded: {
        failure: 'redirect',
        status: 302,
        reason: expect.stringMatching(new RegExp(`redirects to 127\\.0\\.0\\.1:${elsewhere.port} \\(HTTP 302\\)`)),
      },
    },
    'a 410': { url: await answering({ status: 410 }), recorded: { failure: 'gone', status: 410 } },
    'a 429 with Retry-After': {
      url: await answering({ status: 429, headers: { 'retry-after': String(retryAfterSeconds) } }),
      recorded: { failure: 'client_error', status: 429 },
    },
    'a broken server': {
      url: await answering({
        status: 500,
        body: Buffer.from([0x6f, 0x6f, 0xff, 0x70, 0x73, ...Buffer.from(' and so on')]),
      }),
      recorded: { failure: 'server_error', status: 500, responseExcerpt: 'oo\ufffdps and so on' },
    },
  };
}

/** A webhook whose retries are far away. */
function createWebhook({ url, kind = 'notification', onClock = false, ...target }: Target, type: string) {
  const seconds = target.seconds ?? (onClock ? shortClock : longClock);
  const timeouts = { connectSeconds: seconds, requestSeconds: seconds };
  return acme.createWebhook({ url, kind, timeouts, eventTypes: [type], retrySchedule: [7_200] });
}

describe('an event that meets every fault at once', () => {
  const webhookIds = new Map<string, string>();
  let neighbour: string;

  beforeAll(async () => {
    const type = 'fault.test';
    neighbour = await createWebhook(healthy, type);
    for (const [name, fault] of Object.entries(table)) webhookIds.set(name, await createWebhook(fault, type));
    await acme.putEvents({ type, id: 'storm' });
  }, timeout);

  const delivery = async (name: string) => {
    const [found] = await acme.deliveries({ webhookId: webhookIds.get(name) ?? '', count: 1 });
    const [attempt] = found?.attempts ?? [];
    if (found === undefined || attempt === undefined)
      throw new Error(`Nothing was attempted: ${JSON.stringify(found)}`);
    return { found, attempt };
  };

  test(
    'has each recorded with its class, those that wait ended by their clock',
    async () => {
      for (const [name, { recorded, onClock = false }] of Object.entries(table)) {
        const { attempt } = await delivery(name);
        expect([name, attempt]).toEqual([name, expect.objectContaining(recorded)]);
        const { durationMs } = attempt;
        const atLeast = onClock ? shortClock * 1_000 - 20 : 0;
        const below = onClock ? 2 * shortClock * 1_000 : longClock * 1_000;
        expect([name, durationMs, durationMs >= atLeast && durationMs < below]).toEqual([name, durationMs, true]);
        expect(attempt.reason).not.toContain('hush');
      }
    },
    timeout,
  );

  test(
    'succeeds with the healthy neighbour',
    async () => {
      await acme.deliveries({ webhookId: neighbour, count: 1, status: 'succeeded' });
      expect(healthy.requests).toHaveLength(1);
    },
    timeout,
  );

  test('follows no redirect', async () => {
    await delivery('a redirect');
    expect(elsewhere.requests).toEqual([]);
  });

  test('waits as long as Retry-After says', async () => {
    const { found } = await delivery('a 429 with Retry-After');
    expect(found).toMatchObject({ status: 'retrying' });
    const waits = Date.parse(String(found.nextAttemptAt)) - Date.parse(String(found.createdAt));
    expect(waits).toBeGreaterThanOrEqual(retryAfterSeconds * 1_000);
  });

  test(
    'ends the delivery of an endpoint that is gone, disables its webhook and tells so on the bus',
    async () => {
      const { found } = await delivery('a 410');
      expect(found).toMatchObject({ status: 'failed' });
      const webhookId = webhookIds.get('a 410') ?? '';
      const [published] = (await listener.receivedOf('webhook.disabled', 1)).filter(
        ({ detail }) => detail.webhookId === webhookId,
      );
      expect(published?.detail).toMatchObject({
        deliveryId: found.id,
        eventId: 'storm',
        statusCode: 410,
        failure: 'gone',
      });
      const webhook = bodyOf(readWebhook, await acme.api('GET', `/webhooks/${webhookId}`));
      expect(webhook.status).toBe('disabled');
    },
    timeout,
  );
});

test(
  'an address that became forbidden after the save is not called, ends the delivery, and its owner is mailed',
  async () => {
    const type = 'blocked.test';
    const ownerEmail = `owner-${randomUUID()}@example.com`;
    const id = await acme.createWebhook({ name: 'Forbidden', url: healthy.url, eventTypes: [type], ownerEmail });
    await dynamoDb.send(
      new UpdateCommand({
        TableName: stack.outputs.TableName,
        Key: { pk: `SPACE#${acme.space}`, sk: `WEBHOOK#${id}` },
        UpdateExpression: 'SET #url = :url',
        ExpressionAttributeNames: { '#url': 'url' },
        ExpressionAttributeValues: { ':url': 'https://169.254.100.1:9001/2018-06-01/runtime/invocation/next' },
      }),
    );
    const tested = bodyOf(testSaved, await acme.api('POST', `/webhooks/${id}/test`));
    expect(tested).toMatchObject({ response: null, verdict: { failure: 'blocked_address', retried: false } });
    await acme.putEvents({ type });
    const [delivery] = await acme.deliveries({ webhookId: id, count: 1 });
    expect(delivery).toMatchObject({
      status: 'failed',
      attempts: [{ failure: 'blocked_address', reason: expect.stringContaining('link-local') }],
    });
    const [mail] = await mailFor(ownerEmail);
    expect(mail?.subject).toBe('[Action Required] Failed Webhook Request');
    expect(mail?.text).toContain('because its address is not allowed: it is private, local or reserved.');
    expect(mail?.text).toContain('Failed Webhook: Forbidden');
    expect(mail?.text).toMatch(/^HTTP error: .*link-local/m);
  },
  timeout,
);

test(
  'in one batch with endpoints that hang a healthy delivery is neither delayed nor failed, nor is its record',
  async () => {
    const type = 'batch.test';
    const seconds = 3;
    const hanging = Object.values(table).filter(({ onClock }) => onClock);
    const bad = await Promise.all([...hanging, ...hanging].map((fault) => createWebhook({ ...fault, seconds }, type)));
    const good = await createWebhook(healthy, type);
    // The first invocation is for a cold function to wake up in.
    await dispatch([good], type);
    const sentBefore = healthy.requests.length;
    const startedAt = Date.now();
    let hasEnded = false;
    const batch = dispatch([...bad, good], type).finally(() => {
      hasEnded = true;
    });
    await acme.deliveries({ webhookId: good, count: 2, status: 'succeeded' });
    expect(hasEnded).toBe(false);
    expect(await batch).toEqual({ batchItemFailures: [] });
    // Ten deliveries waited for their clocks side by side.
    expect(Date.now() - startedAt).toBeLessThan(2 * seconds * 1_000);
    const [request] = healthy.requests.slice(sentBefore);
    expect(Number(request?.receivedAt) - startedAt).toBeLessThan(1_000);
  },
  timeout,
);

test(
  'a connection is used again by a later invocation',
  async () => {
    const type = 'connection.test';
    const good = await createWebhook(healthy, type);
    // The emulator may run several of the function's workers, each with connections of its own.
    const ask = async () => {
      const before = healthy.connections();
      await dispatch([good], type);
      return healthy.connections() === before ? 'used again' : undefined;
    };
    expect(await poll({ withinMs: 30_000, ask })).toBe('used again');
  },
  timeout,
);

/** Hands the deployed dispatch function one batch, as its queue would. */
async function dispatch(webhookIds: readonly string[], eventType: string): Promise<unknown> {
  const eventId = randomUUID();
  const event = { space: acme.space, id: eventId, type: eventType, time: new Date().toISOString(), data: {} };
  const Records = webhookIds.map((webhookId) =>
    sqsRecord(
      randomUUID(),
      JSON.stringify({
        deliveryId: `01KDX7R9K0${randomBytes(8).toString('hex').toUpperCase()}`,
        space: acme.space,
        webhookId,
        eventId,
        envelopeId: randomUUID(),
        eventType,
        event,
        repeated: false,
      }),
    ),
  );
  const url = `${stack.endpoint}/2015-03-31/functions/${stack.outputs.DispatchFunctionName}/invocations`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ Records }) });
  return response.json();
}
