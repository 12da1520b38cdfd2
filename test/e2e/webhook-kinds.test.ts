import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { testDraft, testSaved } from '../../functions/shared/deliveries/runtime/webhook-tests-contract.ts';
import { putEventType } from '../../functions/shared/events/runtime/event-types-contract.ts';
import { listWebhooks } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { BusListener } from '../support/bus-listener.ts';
import { faults, startFaultyReceiver } from '../support/receivers/faulty-receiver.ts';
import { authority, certificate, Tenant } from '../support/tenant.ts';

const timeout = 90_000;

let acme: Tenant;
let receiver: TlsReceiver;
beforeAll(async () => {
  acme = await Tenant.create('kinds');
  receiver = await acme.receiver();
}, timeout);
afterAll(() => acme.close());

test('a webhook has a type, a name, a description, a URL and headers', async () => {
  for (const kind of ['notification', 'siem', 'provisioning', 'deprovisioning', 'request_validation', 'pre_approval']) {
    const fields = {
      kind,
      name: `For ${kind}`,
      description: 'Runs our flow.',
      url: `${receiver.url}/`,
      eventTypes: [],
    };
    const id = await acme.createWebhook({ ...fields, headers: { 'X-Api-Key': 'k' } });
    const read = await acme.api('GET', `/webhooks/${id}`);
    expect(read).toMatchObject({ status: 200, body: { ...fields, headers: { 'X-Api-Key': '***' } } });
  }
});

describe('"Test webhook", before it is saved,', () => {
  type Said = Readonly<{ failure: string; reason: RegExp }>;
  const tls = { caCertificate: authority.certificatePem };

  const tryOut = async (draft: object) =>
    bodyOf(testDraft, await acme.api('POST', '/webhooks/test', { url: receiver.url, tls, ...draft }));

  test('sends the example of the event type at once, and shows request, response and verdict', async () => {
    const example = { user: 'ada', roles: ['admin'] };
    bodyOf(putEventType, await acme.api('PUT', '/event-types/user.added', { description: 'A user', example }));
    receiver.respondWith({ body: '{"output":{"response":{"approved":true}}}' });
    const before = bodyOf(listWebhooks, await acme.api('GET', '/webhooks?limit=100'));
    const result = await tryOut({
      kind: 'pre_approval',
      eventTypes: ['user.added'],
      headers: { 'X-Api-Key': 'hush-hush' },
      payload: { format: 'raw' },
    });
    expect(result).toEqual({
      request: {
        method: 'POST',
        url: `${receiver.url}/`,
        headers: expect.objectContaining({ 'X-Api-Key': '***', 'content-type': 'application/json' }),
        body: JSON.stringify(example),
      },
      response: expect.objectContaining({
        status: 200,
        body: '{"output":{"response":{"approved":true}}}',
        truncated: false,
      }),
      durationMs: expect.any(Number),
      verdict: { outcome: 'succeeded', reason: 'The endpoint accepted the request: HTTP 200.' },
    });
    expect(JSON.stringify(result)).not.toContain('hush-hush');
    const sent = receiver.requests.at(-1);
    expect(sent?.headers['x-api-key']).toBe('hush-hush');
    expect(JSON.parse(sent?.body.toString() ?? '')).toEqual(example);
    expect(bodyOf(listWebhooks, await acme.api('GET', '/webhooks?limit=100'))).toEqual(before);
  });

  test.each<[string, object, object, Said]>([
    [
      'its answer breaks the contract',
      { kind: 'request_validation' },
      { body: 'done' },
      { failure: 'response_contract', reason: /not JSON/ },
    ],
    ['it refuses', {}, { status: 401 }, { failure: 'client_error', reason: /401/ }],
    [
      'it redirects',
      {},
      { status: 307, headers: { location: 'https://new.example.com/in?key=1' } },
      { failure: 'redirect', reason: /to new\.example\.com \(HTTP 307\)/ },
    ],
    ['it is gone', {}, { status: 410 }, { failure: 'gone', reason: /410/ }],
    ['its certificate is not trusted', { tls: {} }, {}, { failure: 'tls_error', reason: /certificate/ }],
    [
      'nothing listens there',
      { url: 'https://127.0.0.1:1/' },
      {},
      { failure: 'connect_refused', reason: /refused the connection/ },
    ],
  ])('says why when %s', async (_what, draft, answer, { failure, reason }) => {
    receiver.respondWith(answer);
    const { verdict } = await tryOut(draft);
    // A contract that was broken, and an endpoint that is gone, are not tried again.
    const retried = !['response_contract', 'gone'].includes(failure);
    expect(verdict).toEqual({ outcome: 'failed', failure, reason: expect.stringMatching(reason), retried });
  });

  test('responds within its timeouts when the endpoint does not', async () => {
    const silent = acme.keep(await startFaultyReceiver(certificate, faults.drippingBody));
    const startedAt = Date.now();
    const result = await tryOut({ url: silent.url, timeouts: { connectSeconds: 20, requestSeconds: 1 } });
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    expect(result).toMatchObject({
      response: { status: 200, body: expect.stringMatching(/^begun/), truncated: true },
      verdict: { failure: 'request_timeout', retried: true },
    });
  });

  test('refuses a draft that could not be saved, and sends nothing', async () => {
    const sent = receiver.requests.length;
    const url = receiver.url.replace('127.0.0.1', '169.254.169.254');
    expect(await acme.api('POST', '/webhooks/test', { url })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'url', message: expect.stringContaining('link-local') }] },
    });
    expect(receiver.requests).toHaveLength(sent);
  });
});

test('a saved webhook is tried out with its own secrets, which are not shown', async () => {
  receiver.respondWith({ status: 204 });
  const headers = { 'X-Api-Key': 'hush-hush' };
  const id = await acme.createWebhook({ url: `${receiver.url}/saved`, headers, eventTypes: [] });
  const result = bodyOf(testSaved, await acme.api('POST', `/webhooks/${id}/test`));
  expect(result).toMatchObject({ response: { status: 204 }, verdict: { outcome: 'succeeded' } });
  expect(JSON.stringify(result)).not.toContain('hush-hush');
  expect(receiver.requests.at(-1)).toMatchObject({ path: '/saved', headers: { 'x-api-key': 'hush-hush' } });
});

type Expected = Readonly<{ status: 'succeeded' | 'failed'; response?: unknown; failure?: string }>;
type Contract = Readonly<{ kind: string; answer: { status?: number; body?: string }; expected: Expected }>;

const succeeded = (response?: unknown): Expected => ({
  status: 'succeeded',
  ...(response === undefined ? {} : { response }),
});
const failed = (failure = 'response_contract'): Expected => ({ status: 'failed', failure });

const contract: readonly Contract[] = [
  { kind: 'notification', answer: { status: 200, body: 'thanks' }, expected: succeeded() },
  { kind: 'siem', answer: { status: 202 }, expected: succeeded() },
  { kind: 'provisioning', answer: { status: 204 }, expected: succeeded() },
  { kind: 'provisioning', answer: { body: '{"response":{"account":7}}' }, expected: succeeded({ account: 7 }) },
  { kind: 'provisioning', answer: { status: 200, body: 'ok' }, expected: failed() },
  { kind: 'deprovisioning', answer: { status: 204 }, expected: succeeded() },
  { kind: 'deprovisioning', answer: { status: 201 }, expected: failed() },
  {
    kind: 'request_validation',
    answer: { body: '{"output":{"response":"valid"},"response":"invalid"}' },
    expected: succeeded('valid'),
  },
  { kind: 'request_validation', answer: { status: 204 }, expected: failed() },
  { kind: 'pre_approval', answer: { body: '{"output":{},"response":null}' }, expected: succeeded(null) },
  {
    kind: 'pre_approval',
    answer: { body: `{"response":[1e30,${'['.repeat(40)}${']'.repeat(40)}]}` },
    expected: succeeded([1e30, JSON.parse('['.repeat(40) + ']'.repeat(40))]),
  },
  { kind: 'pre_approval', answer: { body: '{"approved":true}' }, expected: failed() },
  {
    kind: 'pre_approval',
    answer: { body: JSON.stringify({ response: 'x'.repeat(110_000) }) },
    expected: failed('response_too_large'),
  },
];

test(
  'each type has its response contract, and results with the value are published on the bus',
  async () => {
    const listener = await BusListener.start(acme.space);
    const byName = await acme.receiver();
    const eventTypes = ['*', 'delivery.succeeded'];
    await acme.createWebhook({ url: `${byName.url}/named`, eventTypes, payload: { format: 'raw' } });
    await acme.createWebhook({ url: `${byName.url}/all`, eventTypes: ['*'], payload: { format: 'raw' } });
    receiver.respondWith(({ path }) => contract[Number(path.slice(1))]?.answer ?? {});
    const webhookIds = await Promise.all(
      contract.map(({ kind }, index) =>
        acme.createWebhook({ kind, url: `${receiver.url}/${index}`, eventTypes: ['access.requested'] }),
      ),
    );
    await acme.putEvents({ type: 'access.requested', id: 'request-1' });
    for (const [index, { kind, expected }] of contract.entries()) {
      const { status, response, failure } = expected;
      const [delivery] = await acme.deliveries({ webhookId: webhookIds[index] ?? '', count: 1 });
      expect([kind, delivery]).toEqual([
        kind,
        expect.objectContaining({ status, attempts: [expect.objectContaining(failure ? { failure } : { number: 1 })] }),
      ]);
      expect(delivery?.response).toEqual(response);
    }

    const published = contract.flatMap(({ kind, expected: { status, response } }, index) =>
      ['notification', 'siem'].includes(kind)
        ? []
        : [{ type: `delivery.${status}`, webhookId: webhookIds[index], eventId: 'request-1', response }],
    );
    const received = await listener.received(published.length);
    const plain = received.map(({ type, detail: { webhookId, eventId, response } }) => ({
      type,
      webhookId,
      eventId,
      response,
    }));
    expect(plain).toHaveLength(published.length);
    expect(plain).toEqual(expect.arrayContaining(published));

    // Who subscribed to a result by name is sent it; a wildcard means events alone.
    const wanted = published.filter(({ type }) => type === 'delivery.succeeded');
    const sent = await acme.requests(byName, wanted.length + 1, '/named');
    const bodies = sent.map(({ body }) => JSON.parse(body.toString()));
    expect(bodies).toHaveLength(wanted.length + 1);
    for (const { webhookId, response } of wanted) {
      expect(bodies).toContainEqual(
        expect.objectContaining({ webhookId, status: 'succeeded', ...(response === undefined ? {} : { response }) }),
      );
    }
    expect(await acme.requests(byName, 1, '/all')).toHaveLength(1);
  },
  timeout,
);
