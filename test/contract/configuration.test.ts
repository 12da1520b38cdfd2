import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbClearAwayStore } from '../../functions/shared/adapters/dynamodb-clear-away-store.ts';
import { dynamodbKeyStore } from '../../functions/shared/adapters/dynamodb-key-store.ts';
import { dynamodbReplyStore } from '../../functions/shared/adapters/dynamodb-reply-store.ts';
import {
  eventTypeLayout,
  notificationLayout,
  ruleLayout,
} from '../../functions/shared/adapters/dynamodb-resource-layouts.ts';
import { dynamodbResourceStore } from '../../functions/shared/adapters/dynamodb-resource-store.ts';
import { dynamodbSpaceStore } from '../../functions/shared/adapters/dynamodb-space-store.ts';
import { dynamodbSubscriberDirectory } from '../../functions/shared/adapters/dynamodb-subscriber-directory.ts';
import { dynamodbWebhookStore } from '../../functions/shared/adapters/dynamodb-webhook-store.ts';
import { randomIds } from '../../functions/shared/adapters/random-ids.ts';
import { secretKeyring } from '../../functions/shared/adapters/secret-keyring.ts';
import type { KeyStore } from '../../functions/shared/application/ports/key-store.ts';
import type { ReplyStore, SavedReply } from '../../functions/shared/application/ports/reply-store.ts';
import type { ResourceStore } from '../../functions/shared/application/ports/resource-store.ts';
import type { SpaceStore } from '../../functions/shared/application/ports/space-store.ts';
import type { WebhookStore } from '../../functions/shared/application/ports/webhook-store.ts';
import type { ApiKey } from '../../functions/shared/domain/api-key.ts';
import type { EventTypeFields } from '../../functions/shared/domain/event-type.ts';
import type { NotificationFields } from '../../functions/shared/domain/notification.ts';
import type { Resource } from '../../functions/shared/domain/resource.ts';
import type { RuleFields } from '../../functions/shared/domain/rule.ts';
import type { Space } from '../../functions/shared/domain/space.ts';
import type { Webhook } from '../../functions/shared/domain/webhook.ts';
import { dynamoDb, stack } from '../support/deployed-stack.ts';
import { InMemoryConfiguration } from '../support/in-memory/configuration.ts';

type Stores = Readonly<{
  spaces: SpaceStore;
  keys: KeyStore;
  webhooks: WebhookStore;
  replies: ReplyStore;
  notifications: ResourceStore<NotificationFields>;
  rules: ResourceStore<RuleFields>;
  eventTypes: ResourceStore<EventTypeFields>;
}>;

const table = stack.outputs.TableName;
const text = JSON.stringify({ current: 'k'.repeat(64), previous: [] });
const keyring = secretKeyring({ read: async () => text, readAgain: async () => text });
const sealed = { table, keyring };

function inMemory(): Stores {
  const configuration = new InMemoryConfiguration();
  const { spaces, keys, webhooks, replies } = configuration;
  return {
    spaces,
    keys,
    webhooks,
    replies,
    notifications: configuration.resources({ ofWebhook: true }),
    rules: configuration.resources<RuleFields>({ nameOf: ({ name }) => name }),
    eventTypes: configuration.resources(),
  };
}

const inTable = (): Stores => ({
  spaces: dynamodbSpaceStore(dynamoDb, sealed),
  keys: dynamodbKeyStore(dynamoDb, sealed),
  webhooks: dynamodbWebhookStore(dynamoDb, sealed),
  replies: dynamodbReplyStore(dynamoDb, sealed),
  notifications: dynamodbResourceStore(dynamoDb, sealed, notificationLayout),
  rules: dynamodbResourceStore(dynamoDb, sealed, ruleLayout),
  eventTypes: dynamodbResourceStore(dynamoDb, sealed, eventTypeLayout),
});

const at = '2026-11-22T10:00:00.000Z';
const later = '2026-11-23T10:00:01.000Z';

const aSpace = (id: string): Space => ({
  id,
  name: id,
  ownerEmail: 'owner@example.com',
  createdAt: at,
  updatedAt: at,
  version: 1,
});

const aKey = (space: string): ApiKey => ({
  id: randomIds.id(),
  space,
  name: 'key',
  role: 'viewer',
  hash: 'f'.repeat(64),
  createdAt: at,
});

const aWebhook = (space: string, changes: Partial<Webhook> = {}): Webhook => ({
  id: randomIds.id(),
  space,
  name: randomBytes(8).toString('hex'),
  description: '',
  kind: 'notification',
  url: 'https://example.com/hooks',
  method: 'POST',
  headers: { 'X-Api-Key': 'hush-header' },
  eventTypes: ['a.*', 'b'],
  status: 'enabled',
  payload: { format: 'template', template: { deep: [[[{ text: '${TITLE}' }]]] } },
  secrets: [{ value: 'hush-secret' }, { value: 'hush-older', expiresAt: later }],
  signature: { style: 'sha256', header: 'x-sig' },
  tls: { caCertificate: 'ca', clientKey: 'hush-key' },
  timeouts: { connectSeconds: 5, requestSeconds: 5 },
  retrySchedule: [60],
  createdAt: at,
  updatedAt: at,
  version: 1,
  ...changes,
});

const aReply = (scope: string): SavedReply => ({
  scope,
  id: randomBytes(8).toString('hex'),
  requestHash: 'hash',
  body: '{"key":"hush-reply"}',
  expiresAt: later,
});

const aRule = (space: string, fields: Partial<RuleFields> = {}): Resource<RuleFields> => ({
  space,
  id: randomIds.id(),
  fields: {
    name: 'rule',
    ownerEmail: 'owner@example.com',
    trigger: { eventType: 'score.changed' },
    scope: null,
    steps: [{ webhookId: randomIds.id() }],
    enabled: true,
    ...fields,
  },
  createdAt: at,
  updatedAt: at,
  version: 1,
});

const next = <Thing extends { version: number }>(thing: Thing, changes: Partial<Thing>): Thing => ({
  ...thing,
  ...changes,
  version: thing.version + 1,
});

describe.each([
  ['in memory', inMemory],
  ['in the table', inTable],
])('%s', (_where, open) => {
  let stores: Stores;
  let space: string;

  beforeEach(async () => {
    stores = open();
    space = `contract-${randomBytes(6).toString('hex')}`;
    await stores.spaces.create(aSpace(space));
  });

  describe('spaces', () => {
    test('are created once, found, replaced by their successor only', async () => {
      expect(await stores.spaces.create(aSpace(space))).toBe('taken');
      expect(await stores.spaces.find(space)).toEqual(aSpace(space));
      const second = next(aSpace(space), { name: 'New' });
      expect(await stores.spaces.replace(second)).toBe('replaced');
      expect(await stores.spaces.replace(second)).toBe('changed');
      expect(await stores.spaces.find(space)).toEqual(second);
    });

    test('are gone once removed, and their ids not free at once', async () => {
      expect(await stores.spaces.remove({ spaceId: space, at })).toBe('removed');
      expect(await stores.spaces.remove({ spaceId: space, at })).toBe('not_found');
      expect(await stores.spaces.find(space)).toBeUndefined();
      expect(await stores.spaces.replace(next(aSpace(space), {}))).toBe('changed');
      expect(await stores.spaces.create(aSpace(space))).toBe('deleted_lately');
    });

    test('are listed in order, page by page', async () => {
      const ids = ['a', 'b', 'c'].map((suffix) => `${space}-${suffix}`);
      for (const id of ids) await stores.spaces.create(aSpace(id));
      const first = await stores.spaces.list({ limit: 2, after: space });
      expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
      const second = await stores.spaces.list({ limit: 1, after: first.next });
      expect(second.items.map(({ id }) => id)).toEqual(ids.slice(2));
    });
  });

  describe('keys', () => {
    test('are found while they and their space are there', async () => {
      const key = aKey(space);
      expect(await stores.keys.create(key)).toBe('created');
      expect(await stores.keys.create(aKey('nowhere'))).toBe('unknown_space');
      const ref = { space, keyId: key.id };
      expect(await stores.keys.find(ref)).toEqual(key);
      expect(await stores.keys.find({ ...ref, space: 'nowhere' })).toBeUndefined();
      await stores.spaces.remove({ spaceId: space, at });
      expect(await stores.keys.find(ref)).toBeUndefined();
    });

    test('are listed and removed', async () => {
      const keys = [aKey(space), aKey(space)];
      for (const key of keys) await stores.keys.create(key);
      expect(await stores.keys.list({ space, limit: 10 })).toEqual({ items: keys, next: undefined });
      const ref = { space, keyId: keys[0]?.id ?? '' };
      expect(await stores.keys.remove(ref)).toBe('removed');
      expect(await stores.keys.remove(ref)).toBe('not_found');
    });
  });

  describe('webhooks', () => {
    test('come back as they were, secrets and all', async () => {
      const webhook = aWebhook(space);
      expect(await stores.webhooks.create(webhook)).toBe('created');
      const ref = { space, webhookId: webhook.id };
      expect(await stores.webhooks.find(ref)).toEqual(webhook);
      expect(await stores.webhooks.exists(ref)).toBe(true);
      expect(await stores.webhooks.find({ ...ref, space: 'other' })).toBeUndefined();
      expect(await stores.webhooks.list({ space, limit: 10 })).toEqual({ items: [webhook], next: undefined });
    });

    test('need a space, and a name of their own that a change frees', async () => {
      const one = aWebhook(space, { name: 'Name' });
      const other = aWebhook(space, { name: 'Other' });
      expect(await stores.webhooks.create(aWebhook('nowhere'))).toBe('unknown_space');
      await stores.webhooks.create(one);
      expect(await stores.webhooks.create(aWebhook(space, { name: 'Name' }))).toBe('name_taken');
      await stores.webhooks.create(other);
      const renaming = { before: other, after: next(other, { name: 'Name' }) };
      expect(await stores.webhooks.replace(renaming)).toBe('name_taken');
      expect(await stores.webhooks.replace({ before: one, after: next(one, { name: 'Free' }) })).toBe('replaced');
      expect(await stores.webhooks.replace(renaming)).toBe('replaced');
    });

    test('of many at once with one name, one is made', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 5 }, () => stores.webhooks.create(aWebhook(space, { name: 'Race' }))),
      );
      expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === 'name_taken')).toHaveLength(4);
    });

    test('are replaced and removed from their version only', async () => {
      const webhook = aWebhook(space);
      await stores.webhooks.create(webhook);
      const after = next(webhook, { eventTypes: ['c'] });
      expect(await stores.webhooks.replace({ before: webhook, after })).toBe('replaced');
      expect(await stores.webhooks.replace({ before: webhook, after })).toBe('changed');
      expect(await stores.webhooks.remove({ webhook, at })).toBe('changed');
      expect(await stores.webhooks.remove({ webhook: after, at })).toBe('removed');
      expect(await stores.webhooks.exists({ space, webhookId: webhook.id })).toBe(false);
    });
  });

  describe('replies', () => {
    test('are kept with what they answer to, or not at all', async () => {
      const reply = aReply(space);
      const now = new Date(at);
      expect(await stores.webhooks.create(aWebhook('nowhere'), reply)).toBe('unknown_space');
      expect(await stores.replies.find({ ...reply, now })).toBeUndefined();
      expect(await stores.webhooks.create(aWebhook(space), reply)).toBe('created');
      expect(await stores.replies.find({ ...reply, now })).toEqual(reply);
      expect(await stores.webhooks.create(aWebhook(space), reply)).toBe('repeated');
      expect(await stores.keys.create(aKey(space), reply)).toBe('repeated');
      expect(await stores.webhooks.list({ space, limit: 10 })).toMatchObject({ items: [{}] });
    });

    test('are claimed once until they expire', async () => {
      const reply = aReply(space);
      expect(await stores.replies.claim(reply, new Date(at))).toBe('claimed');
      expect(await stores.replies.claim(reply, new Date(at))).toBe('repeated');
      expect(await stores.replies.find({ ...reply, now: new Date(later) })).toBeUndefined();
      expect(await stores.replies.claim(reply, new Date(later))).toBe('claimed');
    });
  });

  describe('resources', () => {
    test('of a webhook need it', async () => {
      const webhook = aWebhook(space);
      await stores.webhooks.create(webhook);
      const notification: Resource<NotificationFields> = {
        space,
        parent: webhook.id,
        id: 'hit.detected',
        fields: { title: 'Hit' },
        createdAt: at,
        updatedAt: at,
        version: 1,
      };
      expect(await stores.notifications.create({ ...notification, parent: randomIds.id() })).toBe('no_parent');
      expect(await stores.notifications.create(notification)).toBe('created');
      expect(await stores.notifications.create(notification)).toBe('taken');
      expect(await stores.notifications.find(notification)).toEqual(notification);
      expect(await stores.notifications.list({ space, parent: webhook.id, limit: 5 })).toEqual({
        items: [notification],
        next: undefined,
      });
    });

    test('keep JSON of any depth', async () => {
      const nested = JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`);
      const type: Resource<EventTypeFields> = {
        space,
        parent: undefined,
        id: 'hit.detected',
        fields: { description: '', example: nested },
        createdAt: at,
        updatedAt: at,
        version: 1,
      };
      await stores.eventTypes.create(type);
      expect(await stores.eventTypes.find(type)).toEqual(type);
    });

    test('with a name of their own give it back', async () => {
      const rule = aRule(space);
      expect(await stores.rules.create(rule)).toBe('created');
      expect(await stores.rules.create(aRule(space))).toBe('taken');
      expect(await stores.rules.create(aRule('nowhere'))).toBe('no_parent');
      const renamed = next(rule, { fields: { ...rule.fields, name: 'renamed', enabled: false } });
      expect(await stores.rules.replace({ before: rule, after: renamed })).toBe('replaced');
      expect(await stores.rules.replace({ before: rule, after: renamed })).toBe('changed');
      expect(await stores.rules.create(aRule(space))).toBe('created');
      expect(await stores.rules.remove(rule)).toBe('changed');
      expect(await stores.rules.remove(renamed)).toBe('removed');
    });
  });
});

describe('in the table alone', () => {
  const stores = inTable();
  const subscribers = dynamodbSubscriberDirectory(dynamoDb, { table });
  const clearAway = dynamodbClearAwayStore(dynamoDb, { table, retentionDays: 30 });
  let space: string;

  beforeEach(async () => {
    space = `contract-${randomBytes(6).toString('hex')}`;
    await stores.spaces.create(aSpace(space));
  });

  const hears = async (eventType: string) => {
    const [found] = await subscribers.find([{ space, eventType }]);
    return found?.kind === 'page' ? found.webhookIds : found?.kind;
  };

  const everything = async (): Promise<readonly Record<string, unknown>[]> => {
    const found: Record<string, unknown>[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const page = await dynamoDb.send(new ScanCommand({ TableName: table, ExclusiveStartKey: start }));
      found.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return found;
  };

  test('fan-out sees a changed subscription at once', async () => {
    const webhook = aWebhook(space, { eventTypes: ['a.*'] });
    expect(await hears('a.b')).toEqual([]);
    await stores.webhooks.create(webhook);
    expect(await hears('a.b')).toEqual([webhook.id]);
    const after = next(webhook, { eventTypes: ['b'] });
    await stores.webhooks.replace({ before: webhook, after });
    expect(await hears('a.b')).toEqual([]);
    expect(await hears('b')).toEqual([webhook.id]);
    await stores.webhooks.remove({ webhook: after, at });
    expect(await hears('b')).toEqual([]);
    await stores.spaces.remove({ spaceId: space, at });
    expect(await hears('b')).toBe('unknown_space');
  });

  test('a dump holds no secret', async () => {
    await stores.webhooks.create(aWebhook(space), aReply(space));
    await stores.keys.create(aKey(space));
    expect(JSON.stringify(await everything())).not.toMatch(/hush/);
  });

  test('a removed space is cleared away whole, from wherever the job stopped', async () => {
    const webhooks = [aWebhook(space), aWebhook(space)];
    for (const webhook of webhooks) await stores.webhooks.create(webhook);
    await stores.rules.create(aRule(space));
    await stores.keys.create(aKey(space));
    await stores.spaces.remove({ spaceId: space, at });
    const removed = { kind: 'space', space } as const;
    expect(await clearAway.pending()).toContainEqual(removed);
    expect(await clearAway.removeWebhooks(space)).toBe('more');
    expect(await clearAway.removeWebhooks(space)).toBe('removed');
    expect(await clearAway.pending(space)).toHaveLength(2);
    expect(await clearAway.clearSome(removed)).toBe('more');
    // A job that died here starts anew with the same message.
    for (let step = 0; step < 50 && (await clearAway.clearSome(removed)) === 'more'; step += 1);
    const left = (await everything()).filter(({ pk }) => String(pk).includes(space));
    expect(left).toEqual([]);
    expect(await clearAway.pending()).not.toContainEqual(removed);
    expect(await stores.spaces.create(aSpace(space))).toBe('deleted_lately');
  });

  test('a removed webhook takes its notifications along', async () => {
    const webhook = aWebhook(space);
    await stores.webhooks.create(webhook);
    const common = { fields: {}, createdAt: at, updatedAt: at, version: 1 };
    for (const id of ['a.b', 'a.c']) await stores.notifications.create({ space, parent: webhook.id, id, ...common });
    await stores.webhooks.remove({ webhook, at });
    const removed = { kind: 'webhook', space, webhookId: webhook.id } as const;
    for (let step = 0; step < 10 && (await clearAway.clearSome(removed)) === 'more'; step += 1);
    expect(await stores.notifications.list({ space, parent: webhook.id, limit: 5 })).toMatchObject({ items: [] });
    expect(await clearAway.pending()).not.toContainEqual(removed);
  });
});
