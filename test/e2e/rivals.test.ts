import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { verifyAsync } from '@noble/ed25519';
import { readSecret } from '../../functions/shared/webhooks/runtime/webhook-secrets-contract.ts';
import { changeWebhook } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { BusListener } from '../support/bus-listener.ts';
import { authority, Tenant } from '../support/tenant.ts';

const timeout = 90_000;

let tenant: Tenant;
beforeEach(async () => {
  tenant = await Tenant.create('rivals');
}, timeout);
afterEach(() => tenant.close());

test(
  'an ed25519 signature is verified with the public key that the manager reads',
  async () => {
    const receiver = await tenant.receiver();
    const signature = { style: 'standard', algorithm: 'ed25519' };
    const id = await tenant.createWebhook({ url: receiver.url, signature });
    const { publicKey, secret } = bodyOf(readSecret, await tenant.api('GET', `/webhooks/${id}/secret`));
    expect(secret).toBeNull();
    await tenant.putEvents({ data: { text: 'Zürich' } });
    const [request] = await tenant.requests(receiver, 1);
    const { headers = {}, body = Buffer.alloc(0) } = request ?? {};
    const [version, base64 = ''] = String(headers['webhook-signature']).split(',');
    const signed = Buffer.concat([Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`), body]);
    const key = Buffer.from(String(publicKey).slice('whpk_'.length), 'base64');
    expect([version, await verifyAsync(Buffer.from(base64, 'base64'), signed, key)]).toEqual(['v1a', true]);
  },
  timeout,
);

test(
  'the bus hears who changed what of the configuration',
  async () => {
    const listener = await BusListener.startForChanges(tenant.space);
    const receiver = await tenant.receiver();
    const id = await tenant.createWebhook({ url: receiver.url });
    bodyOf(changeWebhook, await tenant.api('PATCH', `/webhooks/${id}`, { description: 'new' }));
    const by = { role: 'manager', id: expect.any(String) };
    const about = { space: tenant.space, id, by };
    expect(await listener.received(2)).toEqual(
      expect.arrayContaining([
        { type: 'webhook.created', detail: { ...about, at: expect.any(String) } },
        { type: 'webhook.updated', detail: { ...about, at: expect.any(String), changed: ['description'] } },
      ]),
    );
  },
  timeout,
);

test(
  'an endpoint that asks for tokens gets one that is fetched once, and another when it refuses that',
  async () => {
    let made = 0;
    const authorizationServer = await tenant.receiver(() => {
      made += 1;
      return { body: JSON.stringify({ access_token: `token-${made}`, token_type: 'Bearer', expires_in: 3_600 }) };
    });
    let revoked = 'none';
    const endpoint = await tenant.receiver(({ headers }) => ({
      status: headers.authorization === `Bearer ${revoked}` ? 401 : 200,
      body: `you sent ${headers.authorization}`,
    }));
    const client = { clientId: 'c', clientSecret: 'hush-secret', caCertificate: authority.certificatePem };
    const auth = { type: 'oauth2', tokenUrl: authorizationServer.url, ...client };
    const id = await tenant.createWebhook({ url: endpoint.url, auth });
    await tenant.putEvents({ data: 1 }, { data: 2 });
    await tenant.requests(endpoint, 2);
    revoked = 'token-1';
    await tenant.putEvents({ data: 3 });
    const sent = await tenant.requests(endpoint, 4);
    expect(sent.map(({ headers }) => headers.authorization)).toEqual([
      ...['Bearer token-1', 'Bearer token-1'],
      ...['Bearer token-1', 'Bearer token-2'],
    ]);
    expect(made).toBe(2);
    const deliveries = await tenant.api('GET', `/webhooks/${id}/deliveries`);
    expect(JSON.stringify(deliveries.body)).not.toMatch(/hush|token-[12]/);
  },
  timeout,
);
