import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { encodeTime } from 'ulid';
import * as z from 'zod';
import type { DeliveryPage, DeliveryQuery, DeliveryRef, DeliveryStore } from '../application/ports/delivery-store.ts';
import { type Delivery, deliverySchema } from '../domain/delivery.ts';
import { chunk, executeStatements, insertStatement, type StatementOutcome } from './dynamodb-statements.ts';

/** The table's name, and how long records of deliveries are kept. */
export type DeliveryStoreSettings = Readonly<{ table: string; retentionDays: number }>;

/** Items in one BatchGetItem (DynamoDB quota). */
const batchGetSize = 100;

const recordOutcomes = {
  done: 'recorded',
  refused: 'already_recorded',
  faulty: 'not_recorded',
} as const satisfies Record<StatementOutcome, string>;

/** Every ULID lies between these (ULID specification: 26 characters of Crockford's base 32, the first at most 7). */
const firstId = '0';
const lastId = '8';

const deliveriesKey = (webhookId: string) => `DELIVERIES#${webhookId}`;

/** Keeps each delivery in one item, under its webhook, sorted by its time-ordered id. */
export function dynamodbDeliveryStore(client: DynamoDBDocumentClient, settings: DeliveryStoreSettings): DeliveryStore {
  return {
    async recordFirst(deliveries) {
      const outcomes = await executeStatements(
        client,
        deliveries.map((delivery) => insertStatement(settings.table, toItem(delivery, settings))),
      );
      return outcomes.map((outcome) => recordOutcomes[outcome]);
    },
    async find(refs) {
      const found = await Promise.all(
        chunk(refs, batchGetSize).map((batch) => batchGet(client, settings.table, batch)),
      );
      return found.flat();
    },
    list: (query) => list(client, settings.table, query),
  };
}

function toItem(delivery: Delivery, { retentionDays }: DeliveryStoreSettings) {
  const { id, webhookId, ...rest } = delivery;
  // TTL is in epoch seconds (DynamoDB developer guide).
  const ttl = Math.floor(Date.parse(delivery.createdAt) / 1000) + retentionDays * 24 * 60 * 60;
  return { pk: deliveriesKey(webhookId), sk: id, ...rest, ttl };
}

const itemKey = z.object({ pk: z.string(), sk: z.string() });

function fromItem(item: Readonly<Record<string, unknown>>): Delivery {
  const { pk, sk } = itemKey.parse(item);
  return deliverySchema.parse({ ...item, id: sk, webhookId: pk.slice(deliveriesKey('').length) });
}

/** Reads consistently and asks again for what a throttled call left out. */
async function batchGet(client: DynamoDBDocumentClient, table: string, refs: readonly DeliveryRef[]) {
  const found: Delivery[] = [];
  let keys: Record<string, unknown>[] = refs.map((ref) => ({ pk: deliveriesKey(ref.webhookId), sk: ref.deliveryId }));
  while (keys.length > 0) {
    const answer = await client.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    );
    found.push(...(answer.Responses?.[table] ?? []).map(fromItem));
    keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  return found;
}

/** Times are those of the ids, so that they bound the keys that are read at all. */
async function list(client: DynamoDBDocumentClient, table: string, query: DeliveryQuery): Promise<DeliveryPage> {
  const { webhookId, after, since, until, state, eventType, limit } = query;
  const pk = deliveriesKey(webhookId);
  const filters = [state && '#state = :state', eventType && 'eventType = :eventType'].filter(Boolean);
  const { Items = [], LastEvaluatedKey } = await client.send(
    new QueryCommand({
      TableName: table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ...(filters.length > 0 && { FilterExpression: filters.join(' AND ') }),
      ...(state && { ExpressionAttributeNames: { '#state': 'state' } }),
      ExpressionAttributeValues: {
        ':pk': pk,
        ':from': since ? encodeTime(Date.parse(since)) : firstId,
        ':to': until ? encodeTime(Date.parse(until)) : lastId,
        ...(state && { ':state': state }),
        ...(eventType && { ':eventType': eventType }),
      },
      ...(after && { ExclusiveStartKey: { pk, sk: after } }),
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: limit,
    }),
  );
  return { deliveries: Items.map(fromItem), next: LastEvaluatedKey && itemKey.parse(LastEvaluatedKey).sk };
}
