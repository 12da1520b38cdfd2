import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { idempotencySteps, type SealedTable } from '../../platform/adapters/dynamodb-idempotency-store.ts';
import {
  configurationKey,
  removedWebhookKey,
  spacePartition,
  subscriptionPartition,
  webhookKey,
  webhookPrefix,
} from '../../platform/adapters/dynamodb-keys.ts';
import { listItems } from '../../platform/adapters/dynamodb-list.ts';
import { inSpace, subscriptionsChanged, unlessThere } from '../../platform/adapters/dynamodb-space-conditions.ts';
import { type Step, transact } from '../../platform/adapters/dynamodb-transaction.ts';
import type { IdempotencyRecord, Page } from '../../platform/application/ports.ts';
import type { WebhookCreation, WebhookReplacement, WebhookStore } from '../application/ports.ts';
import type { Webhook } from '../domain/webhook.ts';
import { openWebhook, sealWebhook, webhookItem } from './dynamodb-webhook-item.ts';

type Store = Readonly<{ client: DynamoDb; settings: SealedTable }>;

/** Stores webhooks encrypted, and beside each its name and its subscriptions. */
export function dynamodbWebhookStore(client: DynamoDb, settings: SealedTable): WebhookStore {
  const store = { client, settings };
  return {
    create: (webhook, record) => create(store, { webhook, record }),
    find: (ref) => find(store, ref),
    ...dynamodbWebhookFinder(client, settings.table),
    list: (request) => list(store, request),
    replace: (change) => replace(store, change),
    remove: (removal) => remove(store, removal),
  };
}

async function create(
  { client, settings }: Store,
  { webhook, record }: Readonly<{ webhook: Webhook; record: IdempotencyRecord | undefined }>,
): Promise<WebhookCreation> {
  const { table, keyring } = settings;
  const steps: Step<Exclude<WebhookCreation, 'created'>>[] = [
    ...(await idempotencySteps(settings, { record, now: webhook.createdAt })),
    spaceStep(table, { space: webhook.space, patternsChanged: webhook.eventTypes.length > 0 }),
    takeName(table, webhook),
    { write: { Put: unlessThere(table, await sealWebhook(keyring, webhook)) }, refusal: 'repeated' },
    ...subscribe(table, { webhook, patterns: webhook.eventTypes }),
  ];
  const outcome = await transact(client, steps);
  return outcome === 'done' ? 'created' : outcome;
}

async function find(
  { client, settings }: Store,
  { space, webhookId }: Parameters<WebhookStore['find']>[0],
): Promise<Webhook | undefined> {
  const key = { TableName: settings.table, Key: webhookKey(space, webhookId) };
  const { Item } = await client.get({ ...key, ConsistentRead: true });
  return Item === undefined ? undefined : openWebhook(settings.keyring, webhookItem.parse(Item));
}

async function list(
  { client, settings }: Store,
  { space, ...page }: Parameters<WebhookStore['list']>[0],
): Promise<Page<Webhook>> {
  const { table, keyring } = settings;
  const request = { ...page, table, partition: spacePartition(space), prefix: webhookPrefix, item: webhookItem };
  const { items, next } = await listItems(client, request);
  return { items: await Promise.all(items.map((item) => openWebhook(keyring, item))), next };
}

async function replace(
  { client, settings }: Store,
  { before, after }: Parameters<WebhookStore['replace']>[0],
): Promise<WebhookReplacement> {
  const { table, keyring } = settings;
  const isFilterKept = filterOf(after).filter === filterOf(before).filter;
  const written = after.eventTypes.filter((pattern) => !isFilterKept || !before.eventTypes.includes(pattern));
  const dropped = before.eventTypes.filter((pattern) => !after.eventTypes.includes(pattern));
  const outcome = await transact(client, [
    { write: { Put: overVersion(table, await sealWebhook(keyring, after), before.version) }, refusal: 'changed' },
    spaceStep(table, { space: after.space, patternsChanged: written.length + dropped.length > 0 }),
    ...(before.name === after.name ? [] : [takeName(table, after), freeName(table, before)]),
    ...subscribe(table, { webhook: after, patterns: written }),
    ...unsubscribe(table, { webhook: before, patterns: dropped }),
  ]);
  if (outcome === 'done') return 'replaced';
  return outcome === 'name_taken' ? 'name_taken' : 'changed';
}

async function remove(
  { client, settings: { table } }: Store,
  { webhook, ruleChanges, at }: Parameters<WebhookStore['remove']>[0],
): Promise<'removed' | 'changed'> {
  const { id, space, version, eventTypes } = webhook;
  const removal = { ...removedWebhookKey(space, id), space, webhookId: id, removedAt: at };
  const outcome = await transact(client, [
    {
      write: { Delete: { ...unchanged({ version, ruleChanges }), TableName: table, Key: webhookKey(space, id) } },
      refusal: 'changed',
    },
    spaceStep(table, { space, patternsChanged: eventTypes.length > 0 }),
    freeName(table, webhook),
    { write: { Put: { TableName: table, Item: removal } }, refusal: 'changed' },
    ...unsubscribe(table, { webhook, patterns: eventTypes }),
  ]);
  return outcome === 'done' ? 'removed' : 'changed';
}

/** The part of the store that a function needs that decrypts no webhook. */
export function dynamodbWebhookFinder(client: DynamoDb, table: string): Pick<WebhookStore, 'exists'> {
  return {
    async exists({ space, webhookId }) {
      const key = { TableName: table, Key: webhookKey(space, webhookId), ProjectionExpression: 'pk' };
      const { Item } = await client.get({ ...key, ConsistentRead: true });
      return Item !== undefined;
    },
  };
}

type Patterns = Readonly<{ webhook: Webhook; patterns: readonly string[] }>;

const spaceStep = (table: string, change: Readonly<{ space: string; patternsChanged: boolean }>) =>
  change.patternsChanged ? subscriptionsChanged(table, change.space) : inSpace(table, change.space);

const nameKey = ({ space, name }: Webhook) => configurationKey(space, `NAME#WEBHOOK#${name}`);

const takeName = (table: string, webhook: Webhook) => ({
  write: { Put: unlessThere(table, { ...nameKey(webhook), webhookId: webhook.id }) },
  refusal: 'name_taken' as const,
});

const freeName = (table: string, webhook: Webhook) => ({
  write: { Delete: { TableName: table, Key: nameKey(webhook) } },
  refusal: 'changed' as const,
});

const subscriptionKey = ({ space, id }: Webhook, pattern: string) => ({
  pk: subscriptionPartition(space, pattern),
  sk: id,
});

/** Stored with each subscription, so that fan-out need not read the webhook. */
const filterOf = ({ filter }: Webhook) => ({ ...(filter !== undefined && { filter: JSON.stringify(filter) }) });

const subscribe = (table: string, { webhook, patterns }: Patterns) =>
  patterns.map((pattern) => ({
    write: { Put: { TableName: table, Item: { ...subscriptionKey(webhook, pattern), ...filterOf(webhook) } } },
    refusal: 'repeated' as const,
  }));

const unsubscribe = (table: string, { webhook, patterns }: Patterns) =>
  patterns.map((pattern) => ({
    write: { Delete: { TableName: table, Key: subscriptionKey(webhook, pattern) } },
    refusal: 'changed' as const,
  }));

const overVersion = (table: string, item: Readonly<Record<string, unknown>>, version: number) => ({
  ...atVersion(version),
  TableName: table,
  Item: item,
});

const atVersion = (version: number) => ({
  ConditionExpression: 'version = :before',
  ExpressionAttributeValues: { ':before': version },
});

/** Each rule that starts to call the webhook increments a count on its item; a new version begins without a count. */
const unchanged = ({ version, ruleChanges }: Readonly<{ version: number; ruleChanges: number }>) =>
  ruleChanges === 0
    ? {
        ConditionExpression: 'version = :before AND attribute_not_exists(ruleChanges)',
        ExpressionAttributeValues: { ':before': version },
      }
    : {
        ConditionExpression: 'version = :before AND ruleChanges = :changes',
        ExpressionAttributeValues: { ':before': version, ':changes': ruleChanges },
      };
