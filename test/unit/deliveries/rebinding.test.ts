import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Authority, makeAuthority } from '../../../bin/local/receiver/certificate.ts';
import { startTlsReceiver, type TlsReceiver } from '../../../bin/local/receiver/tls-receiver.ts';
import { attemptDelivery } from '../../../functions/shared/deliveries/application/attempt-delivery.ts';
import { createDnsResolver } from '../../../functions/shared/https/adapters/dns-resolver.ts';
import { dnsTargetGuard } from '../../../functions/shared/https/adapters/dns-target-guard.ts';
import { createHttpsSender, type HttpsSender } from '../../../functions/shared/https/adapters/https-sender.ts';
import { createdId } from '../../support/answers.ts';
import { InProcessApi } from '../../support/in-process-api.ts';
import { noTokens } from '../../support/no-tokens.ts';
import { type DnsServer, startDnsServer } from '../../support/receivers/dns-server.ts';
import { anEvent } from '../../support/records/event.ts';

/** Only the first is let through; the other stands for every forbidden address, and reaches the same receiver. */
const allowed = ['127.0.0.1'];
const forbidden = ['127.0.0.2'];
const allowedCidrs = ['127.0.0.1/32'];

let authority: Authority;
let receiver: TlsReceiver;
let dns: DnsServer;
let sender: HttpsSender;
let api: InProcessApi;
let key: string;

beforeAll(async () => {
  authority = await makeAuthority();
  const certificate = await authority.issue({ hosts: ['hooks.test'] });
  receiver = await startTlsReceiver({ certificate, host: 'hooks.test' });
});
afterAll(() => receiver.close());

beforeEach(async () => {
  dns = await startDnsServer(allowed);
  const resolve = createDnsResolver([dns.server]);
  sender = createHttpsSender({ allowedCidrs, resolve });
  const reach = { sender, targets: dnsTargetGuard({ allowedCidrs, resolve }) };
  // The authority's certificate is checked on save, and is of today.
  api = new InProcessApi({ reach, start: new Date().toISOString() });
  key = await api.createSpace('acme');
});
afterEach(async () => {
  sender.close();
  await dns.close();
});

const call = async (path: string, body?: object) => {
  const before = receiver.connections();
  const answer = await api.call({ method: 'POST', path: `/v1/spaces/acme/webhooks${path}`, key, body });
  return { ...answer, connections: receiver.connections() - before };
};
const draft = () => ({ url: receiver.url, tls: { caCertificate: authority.certificatePem } });
const save = async () => {
  const created = await call('', { ...draft(), name: 'Hook' });
  return createdId(created);
};

const refusedOnSave = { status: 400, body: { errors: [{ path: 'url' }] }, connections: 0 };
const blocked = { verdict: { outcome: 'failed', failure: 'blocked_address', retried: false }, response: null };

describe('one guard stands before every way out', () => {
  test('a save', async () => {
    dns.answerWith(forbidden);
    expect(await call('', { ...draft(), name: 'Hook' })).toMatchObject(refusedOnSave);
    dns.answerWith([...allowed, ...forbidden]);
    expect(await call('', { ...draft(), name: 'Hook' })).toMatchObject(refusedOnSave);
    dns.answerWith(allowed);
    expect(await call('', { ...draft(), name: 'Hook' })).toMatchObject({ status: 201 });
  });

  test('a test of a draft, also when the name is rebound between the check and the connection', async () => {
    dns.answerWith(forbidden);
    expect(await call('/test', draft())).toMatchObject(refusedOnSave);
    dns.answerWith(allowed, forbidden);
    expect(await call('/test', draft())).toMatchObject({ status: 200, body: blocked, connections: 0 });
    dns.answerWith(allowed);
    expect(await call('/test', draft())).toMatchObject({ status: 200, body: { response: { status: 200 } } });
  });

  test('a test of a webhook whose name was rebound after it was saved', async () => {
    const id = await save();
    dns.answerWith(forbidden);
    expect(await call(`/${id}/test`)).toMatchObject({ status: 200, body: blocked, connections: 0 });
  });

  test('a delivery to a webhook whose name was rebound after it was saved', async () => {
    const webhook = await api.configuration.webhooks.find({ space: 'acme', webhookId: await save() });
    if (webhook === undefined) throw new Error('It was not saved');
    const ports = { sender, clock: api.clock, version: '0.0.0', tokens: noTokens };
    const request = { webhook, content: { kind: 'event', event: anEvent() }, deliveryId: 'd', number: 1 } as const;
    dns.answerWith([...allowed, ...forbidden]);
    const before = receiver.connections();
    const { verdict } = await attemptDelivery(ports, request);
    expect(verdict).toMatchObject({ failure: 'blocked_address', retry: { kind: 'blocked' } });
    expect(receiver.connections()).toBe(before);
    dns.answerWith(allowed);
    expect((await attemptDelivery(ports, request)).verdict.outcome).toBe('succeeded');
  });
});
