import type { BatchWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { isRefusal } from '../../platform/adapters/aws/aws-error.ts';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import {
  activityPartition,
  deliveriesPartition,
  deliveryPartitions,
  executionPartition,
  notificationPrefix,
  removedPartition,
  removedSpaceKey,
  removedWebhookKey,
  spacePartition,
  statisticsPrefix,
  subscriptionPartition,
  triggerPartition,
  webhookPrefix,
} from '../../platform/adapters/dynamodb-keys.ts';
import { queryAll } from '../../platform/adapters/dynamodb-query.ts';
import { chunk, executeStatements } from '../../platform/adapters/dynamodb-statements.ts';
import { ttlAfter } from '../../platform/adapters/retention.ts';
import type { Removed } from '../../platform/application/ports.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import { ruleLayout, useKeys } from '../../rules/adapters/dynamodb-rule-layout.ts';
import { changePage, readStatisticsPage, statisticsDays } from '../../statistics/adapters/dynamodb-statistics-store.ts';
import { pageOf, withoutWebhook } from '../../statistics/domain/statistics-page.ts';
import type { PurgeStore } from '../application/ports.ts';

export type PurgeSettings = Readonly<{
  table: string;
  /** How long stored events outlive their space: its id stays reserved for as long. */
  retentionDays: number;
}>;

/** Writes in one BatchWriteItem (DynamoDB quota). */
const batchSize = 25;
/** A job renews its claim every half minute; it may wait in its queue behind others, and its message may be lost. */
const activeForMs = 2 * 60 * 60 * 1000;

const itemKey = z.object({ pk: z.string(), sk: z.string() });
const patternsOf = z.object({ eventTypes: z.array(z.string()) });
const fieldsOf = z.object({ fields: z.string() });
const executionOf = itemKey.extend({ execution: z.object({ responseNames: z.array(z.string()) }) });
type Key = z.infer<typeof itemKey>;

export function dynamodbPurgeStore(client: DynamoDb, settings: PurgeSettings): PurgeStore {
  const { table } = settings;
  const store = { client, table };
  return {
    async pending(space) {
      const query = {
        TableName: table,
        KeyConditionExpression: space === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        FilterExpression: 'attribute_not_exists(purgedAt) AND (attribute_not_exists(activeAt) OR activeAt < :inactive)',
        ExpressionAttributeValues: {
          ':pk': removedPartition,
          ':inactive': new Date(Date.now() - activeForMs).toISOString(),
          ...(space !== undefined && { ':prefix': removedWebhookKey(space, '').sk }),
        },
        ConsistentRead: true,
      };
      return (await queryAll(client, query)).map((item) => removedOf(itemKey.parse(item).sk));
    },
    markActive: (removed) => markActive(store, removed),
    removeWebhooks: (space) => removeWebhooks(store, space),
    async purgeSome(removed) {
      switch (removed.kind) {
        case 'webhook':
          return purgeWebhook(store, removed);
        case 'space':
          return purgeSpace(store, { space: removed.space, retentionDays: settings.retentionDays });
      }
    },
  };
}

/** On condition that the mark exists, or a late job would create it again. */
async function markActive({ client, table }: Store, removed: Removed): Promise<void> {
  try {
    await client.update({
      TableName: table,
      Key:
        removed.kind === 'space' ? removedSpaceKey(removed.space) : removedWebhookKey(removed.space, removed.webhookId),
      UpdateExpression: 'SET activeAt = :now',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':now': new Date().toISOString() },
    });
  } catch (error) {
    if (!isRefusal(error, 'ConditionalCheckFailedException')) throw error;
  }
}

function removedOf(sort: string): Removed {
  const [kind, space = '', webhookId = ''] = sort.split('#');
  return kind === 'SPACE' ? { kind: 'space', space } : { kind: 'webhook', space, webhookId };
}

type Store = Readonly<{ client: DynamoDb; table: string }>;

type WebhookRef = Readonly<{ space: string; webhookId: string }>;

async function purgeWebhook(store: Store, { space, webhookId }: WebhookRef): Promise<'more' | 'purged'> {
  const belongings =
    (await firstDeliveries(store, webhookId)) ??
    (await firstKeys(store, { partition: spacePartition(space), prefix: notificationPrefix(webhookId) }));
  if (belongings !== undefined) {
    await deleteItems(store, belongings);
    return 'more';
  }
  if ((await removeStatistics(store, { space, webhookId })) === 'more') return 'more';
  await deleteItems(store, [removedWebhookKey(space, webhookId)]);
  return 'purged';
}

/** Removes the webhook's counters; the space's still include it. Pages that others write meanwhile are read again. */
async function removeStatistics({ client, table }: Store, { space, webhookId }: WebhookRef): Promise<'more' | 'done'> {
  const items = await queryAll(client, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': activityPartition(space), ':prefix': statisticsPrefix(pageOf(webhookId)) },
    ConsistentRead: true,
  });
  const changes = items.map(readStatisticsPage).flatMap((before) => {
    const after = withoutWebhook(before.page, webhookId);
    return after === undefined ? [] : [changePage(table, { before, after })];
  });
  const outcomes = await executeStatements(client, changes);
  const fault = outcomes.find(isWriteFault);
  if (fault) throw fault;
  return outcomes.includes('refused') ? 'more' : 'done';
}

/**
 * The mark that a webhook is to be purged is written before the webhook is removed, and the items that refer to it are
 * removed before it as well: a job that starts again finds the remaining work through the webhook.
 */
async function removeWebhooks(store: Store, space: string): Promise<'more' | 'removed'> {
  const partition = spacePartition(space);
  const items = await firstItems(store, { partition, prefix: webhookPrefix, limit: batchSize });
  if (items.length === 0) return 'removed';
  const webhooks = items.map((item) => {
    const key = itemKey.parse(item);
    return { key, webhookId: key.sk.slice(webhookPrefix.length), ...patternsOf.parse(item) };
  });
  const removedAt = new Date().toISOString();
  await putItems(
    store,
    webhooks.map(({ webhookId }) => ({ ...removedWebhookKey(space, webhookId), space, webhookId, removedAt })),
  );
  const subscriptions = webhooks.flatMap(({ webhookId, eventTypes }) =>
    eventTypes.map((pattern) => ({ pk: subscriptionPartition(space, pattern), sk: webhookId })),
  );
  await deleteItems(store, subscriptions);
  await deleteItems(
    store,
    webhooks.map(({ key }) => key),
  );
  return 'more';
}

async function purgeSpace(
  store: Store,
  { space, retentionDays }: Readonly<{ space: string; retentionDays: number }>,
): Promise<'more' | 'purged'> {
  const partition = spacePartition(space);
  const [rule] = await firstItems(store, { partition, prefix: ruleLayout.prefix(undefined), limit: 1 });
  if (rule !== undefined) {
    await purgeRule(store, { space, rule });
    return 'more';
  }
  const rest =
    (await firstKeys(store, { partition, prefix: '' })) ??
    (await firstKeys(store, { partition: activityPartition(space), prefix: '' }));
  if (rest !== undefined) {
    await deleteItems(store, rest);
    return 'more';
  }
  await markPurged(store, { space, retentionDays });
  return 'purged';
}

/** Removes a rule's executions and their steps' responses, then the rule with the items that refer to it. */
async function purgeRule(
  store: Store,
  { space, rule }: Readonly<{ space: string; rule: Readonly<Record<string, unknown>> }>,
) {
  const key = itemKey.parse(rule);
  const ruleId = key.sk.slice(ruleLayout.prefix(undefined).length);
  const executions = (
    await Promise.all(
      partitionsOf(ruleId).map((partition) => firstItems(store, { partition, prefix: '', limit: batchSize })),
    )
  ).flat();
  if (executions.length === 0) return deleteItems(store, [...linksOf(space, rule), key]);
  const read = executions.map((item) => executionOf.parse(item));
  const responses = read.flatMap(({ sk: executionId, execution }) =>
    execution.responseNames.map((name) => ({ pk: executionPartition({ ruleId, executionId }), sk: name })),
  );
  await deleteItems(store, responses);
  await deleteItems(
    store,
    read.map(({ pk, sk }) => ({ pk, sk })),
  );
}

/** The items that refer to a rule, from events and from webhooks. */
function linksOf(space: string, item: Readonly<Record<string, unknown>>): readonly Key[] {
  const { sk } = itemKey.parse(item);
  const prefix = ruleLayout.prefix(undefined);
  const fields = ruleLayout.fields.parse(JSON.parse(fieldsOf.parse(item).fields));
  const id = sk.slice(prefix.length);
  return [{ pk: triggerPartition(space, fields.trigger.eventType), sk: id }, ...useKeys({ space, id, fields })];
}

/**
 * The mark stays until the space's events have expired, and counters that were written too late to be purged: otherwise
 * a new space with the id would find them.
 */
async function markPurged(
  { client, table }: Store,
  { space, retentionDays }: Readonly<{ space: string; retentionDays: number }>,
) {
  const now = Date.now();
  await client.update({
    TableName: table,
    Key: removedSpaceKey(space),
    UpdateExpression: 'SET purgedAt = :now, #ttl = :ttl',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: {
      ':now': new Date(now).toISOString(),
      ':ttl': ttlAfter(now, Math.max(retentionDays, statisticsDays)),
    },
  });
}

function partitionsOf(ownerId: string): readonly string[] {
  return Array.from({ length: deliveryPartitions }, (_, part) => deliveriesPartition(ownerId, part));
}

/** A batch from each partition. */
async function firstDeliveries(store: Store, webhookId: string): Promise<readonly Key[] | undefined> {
  const found = await Promise.all(
    partitionsOf(webhookId).map((partition) => firstKeys(store, { partition, prefix: '' })),
  );
  const keys = found.flatMap((some) => some ?? []);
  return keys.length === 0 ? undefined : keys;
}

type Place = Readonly<{ partition: string; prefix: string }>;

async function firstKeys(store: Store, place: Place): Promise<readonly Key[] | undefined> {
  const items = await firstItems(store, { ...place, limit: batchSize });
  return items.length === 0 ? undefined : items.map((item) => itemKey.parse(item));
}

async function firstItems({ client, table }: Store, { partition, prefix, limit }: Place & Readonly<{ limit: number }>) {
  const { Items = [] } = await client.query({
    TableName: table,
    KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
    ExpressionAttributeValues: { ':pk': partition, ...(prefix !== '' && { ':prefix': prefix }) },
    ProjectionExpression: 'pk, sk, eventTypes, #fields, execution.responseNames',
    ExpressionAttributeNames: { '#fields': 'fields' },
    ConsistentRead: true,
    Limit: limit,
  });
  return Items;
}

const putItems = (store: Store, items: readonly Readonly<Record<string, unknown>>[]) =>
  writeAll(
    store,
    items.map((Item) => ({ PutRequest: { Item } })),
  );

const deleteItems = (store: Store, keys: readonly Key[]) =>
  writeAll(
    store,
    keys.map((Key) => ({ DeleteRequest: { Key } })),
  );

type Write = NonNullable<NonNullable<BatchWriteCommandInput['RequestItems']>[string]>[number];

/** Writes all, and repeats the call for writes that throttling left out. Throws if they stay out. */
async function writeAll({ client, table }: Store, writes: readonly Write[]): Promise<void> {
  for (const batch of chunk(writes, batchSize)) {
    const tries = client.backoff();
    let open = batch;
    for (;;) {
      const { UnprocessedItems } = await client.batchWrite({ RequestItems: { [table]: open } });
      open = UnprocessedItems?.[table] ?? [];
      if (open.length === 0) break;
      if (!(await tries.again())) throw new Error(`The table left out ${open.length} of ${batch.length} writes`);
    }
  }
}
