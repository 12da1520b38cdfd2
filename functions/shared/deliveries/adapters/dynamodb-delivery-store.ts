import { encodeTime } from 'ulid';
import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { batchGet } from '../../platform/adapters/dynamodb-batch-get.ts';
import { deliveriesPartition, deliveryPartitions } from '../../platform/adapters/dynamodb-keys.ts';
import { executeStatements, insertStatement, updateStatement } from '../../platform/adapters/dynamodb-statements.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import {
  type DeliveryOwner,
  type DeliveryPage,
  type DeliveryQuery,
  type DeliveryStore,
  ownerId,
  refOf,
} from '../application/ports.ts';
import {
  type DeliveryRetention,
  deliveryFields,
  deliveryItem,
  deliveryKey,
  readDelivery,
} from './dynamodb-delivery-item.ts';

export type DeliveryStoreSettings = DeliveryRetention & Readonly<{ table: string }>;

const recordOutcomes = { done: 'recorded', refused: 'already_recorded' } as const;
const changeOutcomes = { done: 'changed', refused: 'moved_on' } as const;

/** Every ULID is between these (ULID specification: 26 characters of Crockford's base 32, the first at most 7). */
const firstId = '0';
const lastId = '8';

/**
 * Stores each delivery in one item, sorted by its time-ordered id. The records of one webhook or rule are spread over
 * several partitions, which lists read in parallel and merge.
 */
export function dynamodbDeliveryStore(client: DynamoDb, settings: DeliveryStoreSettings): DeliveryStore {
  const { table } = settings;
  return {
    async recordFirst(deliveries) {
      const outcomes = await executeStatements(
        client,
        deliveries.map((delivery) => insertStatement(table, deliveryItem(delivery, settings))),
      );
      return outcomes.map((outcome) => (isWriteFault(outcome) ? outcome : recordOutcomes[outcome]));
    },
    async change(changes) {
      const outcomes = await executeStatements(
        client,
        changes.map(({ before, after }) =>
          updateStatement(table, {
            key: deliveryKey(refOf(after)),
            set: differences(deliveryFields(before, settings), deliveryFields(after, settings)),
            expected: { equal: { version: before.version } },
          }),
        ),
      );
      return outcomes.map((outcome) => (isWriteFault(outcome) ? outcome : changeOutcomes[outcome]));
    },
    async find(refs) {
      const items = await batchGet(client, { table, keys: refs.map((ref) => deliveryKey(ref)) });
      return items.map(readDelivery);
    },
    list: (query) => list({ client, table }, query),
    async history({ webhookId, since, until, after, limit }) {
      // The next possible key after the last one read.
      const from = after === undefined ? encodeTime(Date.parse(since)) : `${after}!`;
      const to = encodeTime(Date.parse(until));
      const { items, seenTo } = await readSpan(
        { client, table },
        { owner: { webhookId }, from, to, limit, order: 'oldest_first' },
      );
      const deliveries = items.slice(0, limit).map(readDelivery);
      return { deliveries, more: seenTo !== undefined || items.length > limit };
    },
  };
}

type Table = Readonly<{ client: DynamoDb; table: string }>;

/** Times are those of the ids, so that they bound the keys that are read. */
async function list(table: Table, query: DeliveryQuery): Promise<DeliveryPage> {
  const { after, since, until, limit } = query;
  const { items, seenTo } = await readSpan(table, {
    owner: query,
    from: since ? encodeTime(Date.parse(since)) : firstId,
    to: after ?? (until ? encodeTime(Date.parse(until)) : lastId),
    limit,
    order: 'newest_first',
    filter: query,
  });
  const others = items.filter(({ sk }) => sk !== after);
  const deliveries = others.slice(0, limit).map(readDelivery);
  return { deliveries, next: others.length > limit ? deliveries.at(-1)?.id : seenTo };
}

type Span = Readonly<{
  owner: DeliveryOwner;
  /** The first and the last key, both included. */
  from: string;
  to: string;
  /** How many items are wanted; more may be read. */
  limit: number;
  order: 'newest_first' | 'oldest_first';
  filter?: Pick<DeliveryQuery, 'reach' | 'statuses' | 'eventType' | 'createdSince' | 'createdUntil'> | undefined;
}>;

const storedItem = z.looseObject({ pk: z.string(), sk: z.string() });
type StoredItem = z.infer<typeof storedItem>;

/**
 * Reads the beginning of a range from every partition and merges the part that is certain to have no gap. `seenTo` is
 * the key up to which all was read; absent if that is the whole range.
 */
async function readSpan(
  table: Table,
  span: Span,
): Promise<Readonly<{ items: readonly StoredItem[]; seenTo?: string | undefined }>> {
  // A range that ends before it begins is empty, and DynamoDB rejects it (BETWEEN, DynamoDB expressions).
  if (span.from > span.to) return { items: [] };
  const parts = await Promise.all(Array.from({ length: deliveryPartitions }, (_, part) => readPart(table, span, part)));
  const isNewestFirst = span.order === 'newest_first';
  const isBefore = (one: string, other: string) => (isNewestFirst ? one > other : one < other);
  const seenTo = parts
    .flatMap((part) => part.seenTo ?? [])
    .reduce<string | undefined>(
      (nearest, key) => (nearest === undefined || isBefore(key, nearest) ? key : nearest),
      undefined,
    );
  const items = parts
    .flatMap((part) => part.items)
    .filter(({ sk }) => seenTo === undefined || !isBefore(seenTo, sk))
    .sort((one, other) => (isBefore(one.sk, other.sk) ? -1 : 1));
  return { items, seenTo };
}

/** One partition's share of the range, doubled, since random distribution is uneven; 1 MB at most (DynamoDB quota). */
async function readPart({ client, table }: Table, { owner, from, to, limit, order, filter = {} }: Span, part: number) {
  const { statuses, eventType, createdSince, createdUntil, reach = limit } = filter;
  const named = Object.fromEntries((statuses ?? []).map((status, index) => [`:status${index}`, status]));
  const conditions = [
    statuses && `#status IN (${Object.keys(named).join(', ')})`,
    eventType && 'eventType = :eventType',
    createdSince && 'createdAt >= :createdSince',
    createdUntil && 'createdAt < :createdUntil',
  ].filter(Boolean);
  const { Items = [], LastEvaluatedKey } = await client.query({
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ...(conditions.length > 0 && { FilterExpression: conditions.join(' AND ') }),
    ...(statuses && { ExpressionAttributeNames: { '#status': 'status' } }),
    ExpressionAttributeValues: {
      ':pk': deliveriesPartition(ownerId(owner), part),
      ':from': from,
      ':to': to,
      ...named,
      ...(eventType && { ':eventType': eventType }),
      ...(createdSince && { ':createdSince': createdSince }),
      ...(createdUntil && { ':createdUntil': createdUntil }),
    },
    ScanIndexForward: order === 'oldest_first',
    ConsistentRead: true,
    Limit: Math.ceil((2 * (conditions.length > 0 ? reach : limit)) / deliveryPartitions) + 1,
  });
  return {
    items: Items.map((item) => storedItem.parse(item)),
    seenTo: LastEvaluatedKey && storedItem.parse(LastEvaluatedKey).sk,
  };
}

/** The fields that change: with their new value, or without one if they are removed. */
function differences(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(changed.map((name) => [name, after[name]]));
}
