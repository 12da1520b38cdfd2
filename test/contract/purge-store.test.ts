import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbPurgeStore } from '../../functions/shared/cleanup/adapters/dynamodb-purge-store.ts';
import { aws } from '../support/aws-callers.ts';
import {
  at,
  createSpace,
  everything,
  inTable,
  keyOf,
  ruleIn,
  spaceNamed,
  table,
  webhookOf,
} from './configuration-stores.ts';

describe('the purge store', () => {
  const stores = inTable();
  const purge = dynamodbPurgeStore(aws.dynamoDb, { table, retentionDays: 30 });
  let space: string;

  beforeEach(async () => {
    space = await createSpace(stores);
  });

  test('a removed space is purged whole, from wherever the job stopped', async () => {
    const webhooks = [webhookOf(space), webhookOf(space)];
    for (const webhook of webhooks) await stores.webhooks.create(webhook);
    await stores.rules.create(
      ruleIn(
        space,
        webhooks.map(({ id }) => id),
      ),
    );
    await stores.keys.create(keyOf(space));
    await stores.spaces.remove({ space: spaceNamed(space), at });
    const removed = { kind: 'space', space } as const;
    expect(await purge.pending()).toContainEqual(removed);
    expect(await purge.removeWebhooks(space)).toBe('more');
    expect(await purge.removeWebhooks(space)).toBe('removed');
    expect(await purge.pending(space)).toHaveLength(2);
    expect(await purge.purgeSome(removed)).toBe('more');
    // A job that died here starts anew with the same message.
    for (let step = 0; step < 50 && (await purge.purgeSome(removed)) === 'more'; step += 1);
    const left = (await everything()).filter(({ pk }) => String(pk).includes(space));
    expect(left).toEqual([]);
    expect(await purge.pending()).not.toContainEqual(removed);
    expect(await stores.spaces.create(spaceNamed(space))).toBe('deleted_lately');
  });

  test('what a job is at work on is not pending for another, and one that comes late leaves no trace', async () => {
    const webhook = webhookOf(space);
    await stores.webhooks.create(webhook);
    await stores.webhooks.remove({ webhook, ruleChanges: 0, at });
    const removed = { kind: 'webhook', space, webhookId: webhook.id } as const;
    expect(await purge.pending()).toContainEqual(removed);
    await purge.markActive(removed);
    expect(await purge.pending()).not.toContainEqual(removed);
    expect(await purge.pending(space)).toEqual([]);
    while ((await purge.purgeSome(removed)) === 'more');
    await purge.markActive(removed);
    expect((await everything()).filter(({ sk }) => String(sk).includes(webhook.id))).toEqual([]);
  });

  test('a removed webhook takes its notifications along', async () => {
    const webhook = webhookOf(space);
    await stores.webhooks.create(webhook);
    const common = { fields: {}, createdAt: at, updatedAt: at, version: 1 };
    for (const id of ['a.b', 'a.c']) await stores.notifications.create({ space, parent: webhook.id, id, ...common });
    await stores.webhooks.remove({ webhook, ruleChanges: 0, at });
    const removed = { kind: 'webhook', space, webhookId: webhook.id } as const;
    for (let step = 0; step < 10 && (await purge.purgeSome(removed)) === 'more'; step += 1);
    expect(await stores.notifications.list({ space, parent: webhook.id, limit: 5 })).toMatchObject({ items: [] });
    expect(await purge.pending()).not.toContainEqual(removed);
  });
});
