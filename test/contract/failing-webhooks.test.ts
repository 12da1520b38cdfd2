import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbFailingWebhooks } from '../../functions/shared/lanes/adapters/dynamodb-failing-webhooks.ts';
import { dynamodbLaneStore } from '../../functions/shared/lanes/adapters/dynamodb-lane-store.ts';
import type { FailingWebhooks, LaneStore } from '../../functions/shared/lanes/application/ports.ts';
import type { Lane } from '../../functions/shared/lanes/domain/lane.ts';
import { dynamodbWebhookConfiguration } from '../../functions/shared/webhooks/adapters/dynamodb-webhook-configuration.ts';
import type { WebhookConfiguration } from '../../functions/shared/webhooks/application/ports.ts';
import type { Webhook } from '../../functions/shared/webhooks/domain/webhook.ts';
import { callers } from '../support/aws-callers.ts';
import { inMemoryFailingWebhooks } from '../support/in-memory/failing-webhooks.ts';
import { InMemoryLaneStore } from '../support/in-memory/lane-store.ts';
import { InMemoryWebhookDirectory } from '../support/in-memory/webhook-directory.ts';
import { aLane } from '../support/records/lane.ts';
import { at, createSpace, inTable, table, webhookOf } from './configuration-stores.ts';

type Opened = Readonly<{
  webhook: Webhook;
  configuration: WebhookConfiguration;
  lanes: LaneStore;
  failing: FailingWebhooks;
}>;

const kinds: readonly (readonly [string, () => Promise<Opened>])[] = [
  [
    'in memory',
    async () => {
      const webhook = webhookOf('acme');
      const directory = new InMemoryWebhookDirectory();
      directory.put(webhook);
      const lanes = new InMemoryLaneStore();
      const webhooks = { read: directory.get.bind(directory), put: directory.put.bind(directory) };
      return { webhook, configuration: directory, lanes, failing: inMemoryFailingWebhooks({ lanes, webhooks }) };
    },
  ],
  ...callers.map(({ caller, clients: { dynamoDb } }): readonly [string, () => Promise<Opened>] => [
    `in the table by ${caller}`,
    async () => {
      const stores = inTable(dynamoDb);
      const webhook = webhookOf(await createSpace(stores));
      await stores.webhooks.create(webhook);
      return {
        webhook,
        configuration: dynamodbWebhookConfiguration(dynamoDb, table),
        lanes: dynamodbLaneStore(dynamoDb, table),
        failing: dynamodbFailingWebhooks(dynamoDb, table),
      };
    },
  ]),
];

describe.each(kinds)('webhooks that do nothing but fail %s', (_where, open) => {
  let opened: Opened;
  let lane: Lane;
  const later = new Date(Date.parse(at) + 1_000).toISOString();
  const ref = () => ({ space: opened.webhook.space, webhookId: opened.webhook.id });
  const stored = async () => ({
    webhook: await opened.configuration.read(ref()),
    lane: (await opened.lanes.read([opened.webhook.id])).get(opened.webhook.id),
  });
  const decided = (): Lane => ({
    ...lane,
    health: { unpublished: [{ kind: 'webhook.disabled', failingSince: 1, at: 2, reason: 'HTTP 500' }] },
    version: lane.version + 1,
  });
  beforeEach(async () => {
    opened = await open();
    lane = aLane({ webhookId: opened.webhook.id, space: opened.webhook.space });
    await opened.lanes.write(lane);
  });

  test('are disabled together with what their lane says', async () => {
    const order = { webhook: opened.webhook, lane: decided(), at: later };
    expect(await opened.failing.disable(order)).toBe('disabled');
    const { version } = opened.webhook;
    expect(await stored()).toMatchObject({
      webhook: { status: 'disabled', statusSince: later, version: version + 1 },
      lane: decided(),
    });
    expect(await opened.failing.disable(order)).toBe('conflict');
  });

  test('are left alone when their lane was written meanwhile', async () => {
    await opened.lanes.write({ ...lane, version: lane.version + 1 });
    expect(await opened.failing.disable({ webhook: opened.webhook, lane: decided(), at: later })).toBe('conflict');
    expect((await stored()).webhook?.status).toBe('enabled');
  });

  test('are left alone when they were changed meanwhile, and their lane as well', async () => {
    const webhook = { ...opened.webhook, version: opened.webhook.version + 1 };
    expect(await opened.failing.disable({ webhook, lane: decided(), at: later })).toBe('conflict');
    expect(await stored()).toMatchObject({ webhook: { status: 'enabled' }, lane });
  });
});
