import type { PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { dynamodbIdempotencyStore } from '../../../functions/shared/platform/adapters/dynamodb-idempotency-store.ts';
import { secretKeyring } from '../../../functions/shared/platform/adapters/secret-keyring.ts';
import {
  openWebhook,
  sealWebhook,
  webhookItem,
} from '../../../functions/shared/webhooks/adapters/dynamodb-webhook-item.ts';
import { dynamoDbStub } from '../../support/dynamodb-stub.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const text = async () => JSON.stringify({ current: 'k'.repeat(64) });
const keyring = secretKeyring({ read: text, readAgain: text });

/** Whoever may write the table could otherwise read a secret by moving it to where its plain text is sent or shown. */
describe('a sealed text opens only where it was sealed:', () => {
  const secrets = {
    headers: { 'X-Key': 'hush' },
    secrets: [{ value: 'hush' }],
    auth: { type: 'oauth2' as const, tokenUrl: 'https://t.example/', clientId: 'c', clientSecret: 'hush' },
    tls: { clientCertificate: 'PEM', clientKey: 'hush' },
  };
  const itemOf = async (id: string) => webhookItem.parse(await sealWebhook(keyring, aWebhook({ id, ...secrets })));

  test.each(['headers', 'secrets', 'auth', 'tls'] as const)("a webhook's %s", async (field) => {
    const own = await itemOf('wh_1');
    expect(await openWebhook(keyring, own)).toEqual(aWebhook(secrets));
    const moved = { ...own, [field]: (await itemOf('wh_2'))[field] };
    await expect(openWebhook(keyring, moved)).rejects.toThrow();
  });

  test.each([
    { scope: 'acme', id: 'another' },
    { scope: 'other', id: 'reply' },
  ])('a reply, not at %j', async (place) => {
    const now = new Date('2026-01-01T00:00:00.000Z');
    const reply = { scope: 'acme', id: 'reply', requestHash: 'h', body: '{"key":"hush"}' };
    let item: PutCommandInput['Item'];
    /** A table that answers what was last put, wherever one looks. */
    const client = dynamoDbStub({
      put: async ({ Item }: PutCommandInput) => {
        item = Item;
      },
      get: async () => ({ Item: item }),
    });
    const idempotencyStore = dynamodbIdempotencyStore(client, { table: 'table', keyring });
    await idempotencyStore.claim({ ...reply, expiresAt: '2026-01-02T00:00:00.000Z' }, now);
    expect(await idempotencyStore.find({ ...reply, now })).toMatchObject({ body: reply.body });
    await expect(idempotencyStore.find({ ...place, now })).rejects.toThrow();
  });
});
