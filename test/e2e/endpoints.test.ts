import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeAuthority } from '../../bin/local/receiver/certificate.ts';
import { startTlsReceiver, type TlsReceiver } from '../../bin/local/receiver/tls-receiver.ts';
import { poll } from '../../bin/shared/poll.ts';
import { listDeliveries } from '../../functions/shared/deliveries/runtime/deliveries-contract.ts';
import { changeWebhook, listWebhooks, readWebhook } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { openBlackHole } from '../support/receivers/black-hole.ts';
import { faults, startFaultyReceiver } from '../support/receivers/faulty-receiver.ts';
import { authority, certificate, Tenant } from '../support/tenant.ts';

const timeout = 90_000;
/** A change is felt within this time (product contract). */
const feltWithinMs = 5_000;

let acme: Tenant;
let receiver: TlsReceiver;
beforeAll(async () => {
  acme = await Tenant.create('endpoints');
  receiver = await acme.receiver();
}, timeout);
afterAll(() => acme.close());

test(
  'event types are chosen per integration, and none chosen means that nothing is sent',
  async () => {
    const webhook = (path: string, eventTypes: readonly string[]) =>
      acme.createWebhook({ url: `${receiver.url}/${path}`, eventTypes, payload: { format: 'raw' } });
    await webhook('hits', ['hit.chosen']);
    await webhook('system', ['system.*']);
    await webhook('all', ['*']);
    const none = await webhook('none', []);
    const types = ['hit.chosen', 'system.user.added', 'system.integration.disabled', 'vulnerability.detected'];
    await acme.putEvents(...types.map((type) => ({ type, data: type })));
    const bodies = async (path: string, count: number) =>
      (await acme.requests(receiver, count, path)).map(({ body }) => JSON.parse(body.toString())).sort();
    expect(await bodies('/all', 4)).toEqual([...types].sort());
    expect(await bodies('/hits', 1)).toEqual(['hit.chosen']);
    expect(await bodies('/system', 2)).toEqual(['system.integration.disabled', 'system.user.added']);
    expect(await acme.api('GET', `/webhooks/${none}/deliveries`)).toMatchObject({ status: 200, body: { items: [] } });

    bodyOf(changeWebhook, await acme.api('PATCH', `/webhooks/${none}`, { eventTypes: ['hit.*'] }));
    await acme.putEvents({ type: 'hit.chosen', data: 'now' });
    expect(await bodies('/none', 1)).toEqual(['now']);
  },
  timeout,
);

test(
  'a body is a JSON array, sent by PUT or POST, with any number of headers',
  async () => {
    const eventTypes = ['hit.array'];
    const payload = { format: 'array' };
    const headers = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`X-Header-${index}`, `${index}`]));
    await acme.createWebhook({ url: `${receiver.url}/put`, eventTypes, payload, headers, method: 'PUT' });
    await acme.createWebhook({ url: `${receiver.url}/post`, eventTypes, payload });
    const hit = { domain: 'example.com', payloads: ["'or 1=1--"], remote_port: 41616, regex: [], object_type: 'hit' };
    await acme.putEvents({ type: 'hit.array', data: hit });
    const [put] = await acme.requests(receiver, 1, '/put');
    expect(put?.method).toBe('PUT');
    expect(JSON.parse(put?.body.toString() ?? '')).toEqual([hit]);
    for (const [name, value] of Object.entries(headers)) expect(put?.headers[name.toLowerCase()]).toBe(value);
    const [post] = await acme.requests(receiver, 1, '/post');
    expect(post).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/json' } });

    const tooLarge = { ...headers, 'X-Large': 'x'.repeat(16_000) };
    expect(await acme.postWebhook({ url: receiver.url, headers: tooLarge })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'headers.X-Large', message: expect.stringContaining('16 KB') }] },
    });
    expect(await acme.postWebhook({ url: receiver.url, method: 'GET' })).toMatchObject({ status: 400 });
  },
  timeout,
);

describe('certificates', () => {
  test(
    'of an own authority and of the client are used; without them the reason is recorded',
    async () => {
      const clients = await makeAuthority('Clients');
      const client = await clients.issue({ hosts: ['posthorn.client'], clientAuth: true });
      const clientAuthority = clients.certificatePem;
      const demanding = acme.keep(await startTlsReceiver({ certificate, clientAuthority }));
      const eventTypes = ['certificate.test'];
      const url = demanding.url;
      const caCertificate = authority.certificatePem;
      const pair = { clientCertificate: client.certificatePem, clientKey: client.keyPem };
      const known = await acme.createWebhook({ url, eventTypes, tls: { caCertificate, ...pair } });
      const unknown = await acme.createWebhook({ url, eventTypes, tls: { caCertificate } });
      const untrusted = await acme.createWebhook({ url, eventTypes, tls: pair });
      const shown = bodyOf(readWebhook, await acme.api('GET', `/webhooks/${known}`));
      expect(shown.tls).toEqual({ caCertificate, clientCertificate: client.certificatePem, clientKey: '***' });

      await acme.putEvents({ type: 'certificate.test' });
      const [request] = await acme.requests(demanding, 1);
      expect(request?.clientName).toBe('posthorn.client');
      await acme.deliveries({ webhookId: known, count: 1, status: 'succeeded' });
      // With TLS 1.3 a server may reset before its word on the missing certificate is read.
      for (const [webhookId, failure] of [
        [unknown, /^(?:tls_error|connection_reset)$/],
        [untrusted, /^tls_error$/],
      ] as const) {
        const [delivery] = await acme.deliveries({ webhookId, count: 1 });
        expect(delivery).toMatchObject({ status: 'retrying', attempts: [{ failure: expect.stringMatching(failure) }] });
      }
      expect(demanding.requests).toHaveLength(1);
    },
    timeout,
  );

  test('are checked when they are saved', async () => {
    const pair = await authority.issue({ hosts: ['a'], clientAuth: true });
    const other = await authority.issue({ hosts: ['b'], clientAuth: true });
    const yesterday = new Date(Date.now() - 86_400_000);
    const expired = await authority.issue({ hosts: ['c'], notBefore: new Date(0), notAfter: yesterday });
    const refusals: readonly (readonly [tls: object, path: string, message: string])[] = [
      [{ caCertificate: 'my certificate' }, 'tls.caCertificate', 'no PEM certificate'],
      [{ caCertificate: expired.certificatePem }, 'tls.caCertificate', 'expired'],
      [
        { clientCertificate: pair.certificatePem, clientKey: other.keyPem },
        'tls.clientKey',
        'does not belong to the client certificate',
      ],
      [{ clientCertificate: pair.certificatePem }, 'tls.clientKey', 'needs its key'],
    ];
    for (const [tls, path, message] of refusals) {
      const answer = await acme.postWebhook({ url: receiver.url, tls });
      expect(answer).toMatchObject({
        status: 400,
        body: { errors: [{ path, message: expect.stringContaining(message) }] },
      });
    }
  });
});

test(
  'connecting and answering have a timeout each',
  async () => {
    const silent = acme.keep(await startFaultyReceiver(certificate, faults.silent));
    const hole = acme.keep(await openBlackHole());
    const eventTypes = ['timeout.test'];
    const webhook = (url: string, timeouts: object) => acme.createWebhook({ url, eventTypes, timeouts });
    const slow = await webhook(silent.url, { connectSeconds: 20, requestSeconds: 1 });
    const far = await webhook(hole.url, { connectSeconds: 1, requestSeconds: 15 });
    await acme.putEvents({ type: 'timeout.test' });
    for (const [webhookId, failure] of [
      [slow, 'request_timeout'],
      [far, 'connect_timeout'],
    ] as const) {
      const [delivery] = await acme.deliveries({ webhookId, count: 1 });
      expect(delivery).toMatchObject({ status: 'retrying', attempts: [{ failure, durationMs: expect.any(Number) }] });
      const [attempt] = delivery?.attempts ?? [];
      // After its own second, long before the other clock's.
      expect(attempt?.durationMs).toBeGreaterThan(950);
      expect(attempt?.durationMs).toBeLessThan(5_000);
    }
    for (const timeouts of [{ connectSeconds: 21 }, { requestSeconds: 16 }, { connectSeconds: 0 }]) {
      expect(await acme.postWebhook({ url: receiver.url, timeouts })).toMatchObject({ status: 400 });
    }
  },
  timeout,
);

/** Puts an event every now and then, until what a change should bring is seen. */
async function untilFelt<T>(type: string, seen: () => Promise<T | undefined>): Promise<T> {
  const ask = async () => {
    await acme.putEvents({ type });
    return seen();
  };
  const found = await poll({ withinMs: 20_000, everyMs: 300, ask });
  if (found === undefined) throw new Error('The change was not felt');
  return found;
}

test(
  'an update is felt within five seconds',
  async () => {
    const type = 'update.test';
    const id = await acme.createWebhook({ url: `${receiver.url}/old`, eventTypes: [type] });
    await acme.putEvents({ type });
    await acme.requests(receiver, 1, '/old');
    const headers = { 'X-New': 'yes' };
    const patched = await acme.api('PATCH', `/webhooks/${id}`, { url: `${receiver.url}/new`, method: 'PUT', headers });
    const changedAt = Date.now();
    expect(patched).toMatchObject({ status: 200, body: { method: 'PUT' } });
    const request = await untilFelt(type, async () => receiver.requests.find(({ path }) => path === '/new'));
    expect(request).toMatchObject({ method: 'PUT', headers: { 'x-new': 'yes' } });
    const late = receiver.requests.filter(
      ({ path, receivedAt }) => path === '/old' && receivedAt.getTime() > changedAt + feltWithinMs,
    );
    expect(late).toEqual([]);
  },
  timeout,
);

test(
  'a disabled integration is sent nothing after five seconds, and is enabled again',
  async () => {
    const type = 'disable.test';
    const path = '/disable';
    const id = await acme.createWebhook({ url: `${receiver.url}${path}`, eventTypes: [type] });
    await acme.putEvents({ type });
    await acme.requests(receiver, 1, path);
    bodyOf(changeWebhook, await acme.api('PATCH', `/webhooks/${id}`, { status: 'disabled' }));
    const disabledAt = Date.now();
    const discarded = await untilFelt(type, async () => {
      const discarded = await acme.api('GET', `/webhooks/${id}/deliveries?status=discarded`);
      return bodyOf(listDeliveries, discarded).items[0];
    });
    expect(discarded).toMatchObject({ attempts: [], reason: 'The webhook is disabled.' });
    const sent = receiver.requests.filter((request) => request.path === path);
    expect(sent.filter(({ receivedAt }) => receivedAt.getTime() > disabledAt + feltWithinMs)).toEqual([]);

    bodyOf(changeWebhook, await acme.api('PATCH', `/webhooks/${id}`, { status: 'enabled' }));
    const isSent = async () =>
      receiver.requests.filter((request) => request.path === path).length > sent.length ? true : undefined;
    expect(await untilFelt(type, isSent)).toBe(true);
  },
  timeout,
);

test(
  'a deleted integration is gone for good',
  async () => {
    const type = 'delete.test';
    const path = '/deleted';
    const witness = await acme.createWebhook({ url: `${receiver.url}/witness`, eventTypes: [type] });
    const id = await acme.createWebhook({ url: `${receiver.url}${path}`, eventTypes: [type], name: 'Going' });
    await acme.putEvents({ type });
    await acme.requests(receiver, 1, path);
    expect(await acme.api('DELETE', `/webhooks/${id}`)).toMatchObject({ status: 204 });
    await acme.putEvents({ type }, { type });
    await acme.deliveries({ webhookId: witness, count: 3, status: 'succeeded' });
    expect(receiver.requests.filter((request) => request.path === path)).toHaveLength(1);
    expect(await acme.api('GET', `/webhooks/${id}`)).toMatchObject({ status: 404 });
    expect(await acme.api('PATCH', `/webhooks/${id}`, { status: 'enabled' })).toMatchObject({ status: 404 });
    expect(await acme.api('GET', `/webhooks/${id}/deliveries`)).toMatchObject({ status: 404 });
    const { items } = bodyOf(listWebhooks, await acme.api('GET', '/webhooks?limit=100'));
    expect(items.map((webhook) => webhook.id)).not.toContain(id);
    // Its name is free again.
    await acme.createWebhook({ url: receiver.url, eventTypes: [], name: 'Going' });
  },
  timeout,
);
