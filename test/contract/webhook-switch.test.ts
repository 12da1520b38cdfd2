import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  dynamodbWebhookConfiguration,
  dynamodbWebhookSwitch,
} from '../../functions/shared/webhooks/adapters/dynamodb-webhook-configuration.ts';
import type { WebhookConfiguration, WebhookSwitch } from '../../functions/shared/webhooks/application/ports.ts';
import type { Webhook } from '../../functions/shared/webhooks/domain/webhook.ts';
import { callers } from '../support/aws-callers.ts';
import { InMemoryWebhookDirectory } from '../support/in-memory/webhook-directory.ts';
import { at, createSpace, inTable, table, webhookOf } from './configuration-stores.ts';

type Opened = Readonly<{ webhook: Webhook; webhookSwitch: WebhookSwitch; configuration: WebhookConfiguration }>;

const kinds: readonly (readonly [string, () => Promise<Opened>])[] = [
  [
    'in memory',
    async () => {
      const webhook = webhookOf('acme', { updatedAt: at });
      const directory = new InMemoryWebhookDirectory();
      directory.put(webhook);
      return { webhook, webhookSwitch: directory, configuration: directory };
    },
  ],
  ...callers.map(({ caller, clients: { dynamoDb } }): readonly [string, () => Promise<Opened>] => [
    `in the table by ${caller}`,
    async () => {
      const stores = inTable(dynamoDb);
      const webhook = webhookOf(await createSpace(stores), { updatedAt: at });
      await stores.webhooks.create(webhook);
      return {
        webhook,
        webhookSwitch: dynamodbWebhookSwitch(dynamoDb, table),
        configuration: dynamodbWebhookConfiguration(dynamoDb, table),
      };
    },
  ]),
];

describe.each(kinds)("a webhook's switch %s", (_where, open) => {
  let opened: Opened;
  let ref: Readonly<{ space: string; webhookId: string }>;
  beforeEach(async () => {
    opened = await open();
    ref = { space: opened.webhook.space, webhookId: opened.webhook.id };
  });

  const earlier = new Date(Date.parse(at) - 1).toISOString();
  const disable = (unlessChangedAfter: string) => opened.webhookSwitch.disable({ ...ref, unlessChangedAfter });
  const status = async () => (await opened.configuration.read(ref))?.status;

  test('turns it off, and says so as often as it is asked', async () => {
    expect(await disable(at)).toBe(true);
    expect(await status()).toBe('disabled');
    expect((await opened.configuration.read(ref))?.statusSince).toEqual(expect.any(String));
    expect(await disable(at)).toBe(true);
    expect(await disable(earlier)).toBe(true);
  });

  test('leaves one alone that was changed since', async () => {
    expect(await disable(earlier)).toBe(false);
    expect(await status()).toBe('enabled');
  });

  test('knows nothing of one that is deleted', async () => {
    const webhookId = 'nobody';
    expect(await opened.webhookSwitch.disable({ ...ref, webhookId, unlessChangedAfter: at })).toBe(false);
    expect(await opened.configuration.read({ ...ref, webhookId })).toBeUndefined();
  });
});
