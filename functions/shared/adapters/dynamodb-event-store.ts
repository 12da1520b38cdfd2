import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  type ClaimOutcome,
  duplicateWindowMs,
  type EventRef,
  type EventStore,
  type StoredEvent,
} from '../application/ports/event-store.ts';
import { eventSchema } from '../domain/event.ts';
import { executeStatements, insertStatement } from './dynamodb-statements.ts';

/** The table's name, and how long events are kept. */
export type EventStoreSettings = Readonly<{ table: string; retentionDays: number }>;

const storedItem = z.object({
  envelopeId: z.string(),
  receivedAt: z.string(),
  body: z.instanceof(Uint8Array),
  targets: z.array(z.string()),
});

const targetsItem = z.object({ targets: z.array(z.string()) });

const eventKey = ({ space, eventId }: EventRef) => ({ pk: `EVENT#${space}#${eventId}`, sk: 'EVENT' });

/** Keeps events in the table, compressed, under the producer's id, until their retention ends. */
export function dynamodbEventStore(client: DynamoDBDocumentClient, settings: EventStoreSettings): EventStore {
  const { table } = settings;
  return {
    async claim(events) {
      const [first, repeated] = partitionFirst(events);
      const outcomes = await executeStatements(
        client,
        first.map((stored) => insertStatement(table, toItem(stored, settings))),
      );
      if (outcomes.includes('faulty')) throw new Error('The table did not store every event; it will come again.');
      const inserted = new Set(first.filter((_, index) => outcomes[index] === 'done'));
      const claims = new Map<StoredEvent, ClaimOutcome>();
      for (const stored of [...first, ...repeated]) {
        claims.set(stored, inserted.has(stored) ? 'claimed' : await claimAgain(client, settings, stored));
      }
      return events.map((stored) => claims.get(stored) ?? 'duplicate');
    },
    async addTargets({ page, targets, ...ref }) {
      const key = { ...eventKey(ref), sk: targetsSortKey(page) };
      await client.send(
        new PutCommand({ TableName: table, Item: { ...key, targets, ttl: expiry(new Date(), settings) } }),
      );
    },
    find: (ref) => read(client, table, ref),
    async targets({ page, ...ref }) {
      if (page === 0) return (await read(client, table, ref))?.targets ?? [];
      const { Item } = await client.send(
        new GetCommand({ TableName: table, Key: { ...eventKey(ref), sk: targetsSortKey(page) } }),
      );
      return Item ? targetsItem.parse(Item).targets : [];
    },
  };
}

/** The first event of each id, and the rest: one call must not name an item twice (BatchExecuteStatement API). */
function partitionFirst(events: readonly StoredEvent[]): readonly [StoredEvent[], StoredEvent[]] {
  const seen = new Set<string>();
  const first: StoredEvent[] = [];
  const repeated: StoredEvent[] = [];
  for (const stored of events) {
    const { pk } = eventKey({ space: stored.event.space, eventId: stored.event.id });
    (seen.has(pk) ? repeated : first).push(stored);
    seen.add(pk);
  }
  return [first, repeated];
}

const targetsSortKey = (page: number) => `TARGETS#${page.toString().padStart(6, '0')}`;

async function read(client: DynamoDBDocumentClient, table: string, ref: EventRef): Promise<StoredEvent | undefined> {
  const { Item } = await client.send(new GetCommand({ TableName: table, Key: eventKey(ref), ConsistentRead: true }));
  if (!Item) return undefined;
  const { body, ...stored } = storedItem.parse(Item);
  return { ...stored, event: eventSchema.parse(JSON.parse(inflateRawSync(body).toString())) };
}

/** An item has the id: tells this message's own earlier claim from another's, and an old event from a duplicate. */
async function claimAgain(
  client: DynamoDBDocumentClient,
  settings: EventStoreSettings,
  stored: StoredEvent,
): Promise<ClaimOutcome> {
  const earlier = await read(client, settings.table, { space: stored.event.space, eventId: stored.event.id });
  if (earlier?.envelopeId === stored.envelopeId) return 'resumed';
  const windowStart = new Date(Date.parse(stored.receivedAt) - duplicateWindowMs).toISOString();
  try {
    await client.send(
      new PutCommand({
        TableName: settings.table,
        Item: toItem(stored, settings),
        ConditionExpression: 'attribute_not_exists(pk) OR receivedAt < :windowStart',
        ExpressionAttributeValues: { ':windowStart': windowStart },
      }),
    );
    return 'claimed';
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return 'duplicate';
    throw error;
  }
}

function toItem(stored: StoredEvent, settings: EventStoreSettings) {
  const { event, ...rest } = stored;
  return {
    ...eventKey({ space: event.space, eventId: event.id }),
    ...rest,
    body: deflateRawSync(JSON.stringify(event)),
    ttl: expiry(new Date(stored.receivedAt), settings),
  };
}

/** TTL is in epoch seconds (DynamoDB developer guide). */
function expiry(from: Date, { retentionDays }: EventStoreSettings) {
  return Math.floor(from.getTime() / 1000) + retentionDays * 24 * 60 * 60;
}
