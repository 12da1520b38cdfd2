import { encodeTime } from 'ulid';
import * as z from 'zod';
import {
  type DeliveryPage,
  type DeliveryQuery,
  type DeliveryStore,
  ownerId,
} from '../application/ports/delivery-store.ts';
import { isWriteFault } from '../application/ports/write-fault.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { batchGet } from './dynamodb-batch-get.ts';
import { type DeliveryRetention, deliveryItem, deliveryKey, readDelivery } from './dynamodb-delivery-item.ts';
import { deliveriesPartition } from './dynamodb-keys.ts';
import { executeStatements, insertStatement } from './dynamodb-statements.ts';

export type DeliveryStoreSettings = DeliveryRetention & Readonly<{ table: string }>;

const recordOutcomes = { done: 'recorded', refused: 'already_recorded' } as const;

/** Every ULID lies between these (ULID specification: 26 characters of Crockford's base 32, the first at most 7). */
const firstId = '0';
const lastId = '8';

/** Keeps each delivery in one item, under its webhook, sorted by its time-ordered id. */
export function dynamodbDeliveryStore(client: DynamoDb, settings: DeliveryStoreSettings): DeliveryStore {
  return {
    async recordFirst(deliveries) {
      const outcomes = await executeStatements(
        client,
        deliveries.map((delivery) => insertStatement(settings.table, deliveryItem(delivery, settings))),
      );
      return outcomes.map((outcome) => (isWriteFault(outcome) ? outcome : recordOutcomes[outcome]));
    },
    async find(refs) {
      const items = await batchGet(client, { table: settings.table, keys: refs.map(deliveryKey) });
      return items.map(readDelivery);
    },
    list: (query) => list(client, settings.table, query),
  };
}

const itemKey = z.object({ sk: z.string() });

/** Times are those of the ids, so that they bound the keys that are read at all. */
async function list(client: DynamoDb, table: string, query: DeliveryQuery): Promise<DeliveryPage> {
  const { after, since, until, states, eventType, limit } = query;
  const from = since ? encodeTime(Date.parse(since)) : firstId;
  const to = until ? encodeTime(Date.parse(until)) : lastId;
  // Nothing lies in a span that ends before it begins, and DynamoDB takes it for a fault (BETWEEN, DynamoDB expressions).
  if (from > to) return { deliveries: [], next: undefined };
  const named = Object.fromEntries((states ?? []).map((state, index) => [`:state${index}`, state]));
  const pk = deliveriesPartition(ownerId(query));
  const filters = [
    states && `#state IN (${Object.keys(named).join(', ')})`,
    eventType && 'eventType = :eventType',
  ].filter(Boolean);
  const { Items = [], LastEvaluatedKey } = await client.query({
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ...(filters.length > 0 && { FilterExpression: filters.join(' AND ') }),
    ...(states && { ExpressionAttributeNames: { '#state': 'state' } }),
    ExpressionAttributeValues: {
      ':pk': pk,
      ':from': from,
      ':to': to,
      ...named,
      ...(eventType && { ':eventType': eventType }),
    },
    ...(after && { ExclusiveStartKey: { pk, sk: after } }),
    ScanIndexForward: false,
    ConsistentRead: true,
    Limit: limit,
  });
  return { deliveries: Items.map(readDelivery), next: LastEvaluatedKey && itemKey.parse(LastEvaluatedKey).sk };
}
