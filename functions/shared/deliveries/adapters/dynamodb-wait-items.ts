import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { waitItemsPartition } from '../../platform/adapters/dynamodb-keys.ts';
import { queryAll } from '../../platform/adapters/dynamodb-query.ts';
import { deleteStatement, executeStatements, insertStatement } from '../../platform/adapters/dynamodb-statements.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import type { FindItems, FoundItems, LeaseOutcome, WaitItems, WaitPage } from '../application/ports.ts';
import { type LaneQueue, laneQueues } from '../domain/delivery.ts';
import { leaseOf, type WaitItem } from '../domain/wait-item.ts';

/**
 * Stores each wait item under its lane, sorted by queue and time, so that due items are at the beginning of a queue.
 * The key holds everything that distinguishes items.
 */
export function dynamodbWaitItems(client: DynamoDb, table: string): WaitItems {
  const insert = async (items: readonly WaitItem[]) =>
    executeStatements(
      client,
      items.map((item) => insertStatement(table, toItem(item))),
    );
  const remove = async (items: readonly WaitItem[]) =>
    executeStatements(
      client,
      items.map((item) => deleteStatement(table, keyOf(item))),
    );
  return {
    find: (query) => find({ client, table }, query),
    walk: (query) => walk({ client, table }, query),
    async put(items) {
      const outcomes = await insert(items);
      return outcomes.map((outcome) => (isWriteFault(outcome) ? outcome : 'put'));
    },
    async lease(leases) {
      const put = await insert(leases.map(({ item, until }) => leaseOf(item, until)));
      const leased = leases.filter((_, index) => !isWriteFault(put[index]));
      const removed = leased.length > 0 ? await remove(leased.map(({ item }) => item)) : [];
      const outcomes = new Map(leased.map((lease, index) => [lease, removed[index]]));
      return leases.map((lease, index): LeaseOutcome => {
        const outcome = outcomes.get(lease) ?? put[index];
        if (isWriteFault(outcome)) return outcome;
        return outcome === 'done' ? 'leased' : 'gone';
      });
    },
    async remove(items) {
      await remove(items);
    },
  };
}

const separator = '#';

function keyOf({ webhookId, partition, queue, dueAt, deliveryId, version, recordedDueAt }: WaitItem) {
  return {
    pk: waitItemsPartition(webhookId, partition),
    sk: [queue, dueAt, deliveryId, version, recordedDueAt].join(separator),
  };
}

function toItem(item: WaitItem) {
  const { version, ruleId, writtenAt } = item;
  return { ...keyOf(item), version, writtenAt, ...(ruleId !== undefined && { ruleId }) };
}

const storedItem = z.object({
  sk: z.string(),
  version: z.number(),
  writtenAt: z.string(),
  ruleId: z.string().optional(),
});
const key = z.tuple([z.enum(laneQueues), z.string(), z.string(), z.string(), z.string()]);

function readItem(stored: unknown, { webhookId, partition }: Pick<WaitItem, 'webhookId' | 'partition'>): WaitItem {
  const { sk, ...rest } = storedItem.parse(stored);
  const [queue, dueAt, deliveryId, , recordedDueAt] = key.parse(sk.split(separator));
  return { ...rest, webhookId, partition, queue, dueAt, deliveryId, recordedDueAt };
}

type Table = Readonly<{ client: DynamoDb; table: string }>;
type Part = Readonly<{ webhookId: string; partition: number; limit: number }>;

async function find(table: Table, { webhookId, partitions, limit }: FindItems): Promise<FoundItems> {
  // Twice its share of each partition, since random distribution is uneven.
  const share = partitions === 1 ? limit : Math.ceil((2 * limit) / partitions);
  const parts = await Promise.all(
    Array.from({ length: partitions }, (_, partition) => findInPart(table, { webhookId, partition, limit: share })),
  );
  const of = async (queue: LaneQueue) => {
    const shares = parts.map((items) => items.filter((item) => item.queue === queue));
    const isEnough = shares.flat().length >= limit;
    // Items that were put before the lane was spread are all in one partition.
    const found = await Promise.all(
      shares.map(async (items, partition) =>
        isEnough || items.length < share ? items : (await query(table, { webhookId, partition, limit }, queue)).items,
      ),
    );
    return found.flat().sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1));
  };
  const [parked, scheduled, leased] = await Promise.all([of('parked'), of('scheduled'), of('leased')]);
  return { parked, scheduled, leased };
}

/** Reads one partition at a time; the end of the last one is the end. */
async function walk(
  { client, table }: Table,
  { webhookId, partitions, limit, cursor }: Parameters<WaitItems['walk']>[0],
): Promise<WaitPage> {
  const { partition, after } = cursor ?? { partition: 0, after: undefined };
  const pk = waitItemsPartition(webhookId, partition);
  const found = await queryAll(client, {
    limit,
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ConsistentRead: true,
    ...(after !== undefined && { ExclusiveStartKey: { pk, sk: after } }),
  });
  const items = found.map((item) => readItem(item, { webhookId, partition }));
  const last = items.at(-1);
  if (last !== undefined && items.length === limit) return { items, next: { partition, after: keyOf(last).sk } };
  return partition + 1 < partitions ? { items, next: { partition: partition + 1 } } : { items };
}

/** Most lanes are small: one query reads all of them. */
async function findInPart(table: Table, part: Part): Promise<readonly WaitItem[]> {
  const { items, isAll } = await query(table, part);
  if (isAll) return items;
  const queues = await Promise.all(laneQueues.map((queue) => query(table, part, queue)));
  return queues.flatMap((found) => found.items);
}

/** Of one queue, or of all. */
async function query({ client, table }: Table, part: Part, queue?: LaneQueue) {
  const items = await queryAll(client, {
    limit: part.limit,
    TableName: table,
    KeyConditionExpression: queue === undefined ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :queue)',
    ExpressionAttributeValues: {
      ':pk': waitItemsPartition(part.webhookId, part.partition),
      ...(queue !== undefined && { ':queue': `${queue}${separator}` }),
    },
    ConsistentRead: true,
  });
  return { items: items.map((item) => readItem(item, part)), isAll: items.length < part.limit };
}
