import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { batchGet } from '../../platform/adapters/dynamodb-batch-get.ts';
import {
  executeStatements,
  insertStatement,
  type StatementOutcome,
  updateStatement,
} from '../../platform/adapters/dynamodb-statements.ts';
import { transact } from '../../platform/adapters/dynamodb-transaction.ts';
import { extendedExpiry, isPastHalf, ttlAfter } from '../../platform/adapters/retention.ts';
import { isWriteFault, StoreContended, type WriteFault, writeFaultOf } from '../../platform/application/ports.ts';
import { retryOnConflict } from '../../platform/application/retry-on-conflict.ts';
import {
  type ClaimOutcome,
  duplicateWindowMs,
  type EventRef,
  type EventStore,
  type EventSummary,
  type RetainedEvent,
  type StoredEvent,
  type StoredEventRef,
  storedEventKey,
} from '../application/ports.ts';
import { eventSchema } from '../domain/event.ts';

/** The table's name, and how long events are stored. */
export type EventStoreSettings = Readonly<{ table: string; retentionDays: number }>;

const storedItem = z.object({
  envelopeId: z.string(),
  receivedAt: z.string(),
  body: z.instanceof(Uint8Array),
  targets: z.array(z.string()),
});

const summaryItem = z.object({
  pk: z.string(),
  sk: z.string(),
  envelopeId: z.string().optional(),
  receivedAt: z.string().optional(),
  targets: z.array(z.string()).optional(),
});

const targetsItem = z.object({ targets: z.array(z.string()) });

type Store = Readonly<{ client: DynamoDb; settings: EventStoreSettings }>;

const partition = ({ space, eventId }: EventRef) => `EVENT#${space}#${eventId}`;

/** The latest event of an own id: duplicates are compared with it. */
const latestKey = (ref: EventRef) => ({ pk: partition(ref), sk: 'EVENT' });

/** The key of an event once a later one has its id. */
const earlierKey = ({ envelopeId, ...ref }: StoredEventRef) => ({ pk: partition(ref), sk: `EARLIER#${envelopeId}` });

/** The same for both keys of an event, so that only the event's item has to be moved. */
const targetsKey = ({ envelopeId, page, ...ref }: StoredEventRef & Readonly<{ page: number }>) => ({
  pk: partition(ref),
  sk: `TARGETS#${envelopeId}#${page.toString().padStart(6, '0')}`,
});

/** Stores events in the table, compressed, under the producer's id, until their retention ends. */
export function dynamodbEventStore(client: DynamoDb, settings: EventStoreSettings): EventStore {
  const store = { client, settings };
  const find = async (ref: EventRef | StoredEventRef) => {
    const latest = await read(store, latestKey(ref));
    if (!('envelopeId' in ref) || latest?.envelopeId === ref.envelopeId) return latest;
    // Also if there is none: the retention was shortened meanwhile, and the later event expired first.
    return read(store, earlierKey(ref));
  };
  return {
    async claim(events) {
      // One call must not name an item twice (BatchExecuteStatement API), and those of one id are claimed in their order.
      const byId = [
        ...Map.groupBy(events, ({ event }) => partition({ space: event.space, eventId: event.id })).values(),
      ];
      const outcomes = await executeStatements(
        client,
        byId.flatMap(([first]) => (first ? [insertStatement(settings.table, toItem(first, settings))] : [])),
      );
      const claims = new Map<StoredEvent, ClaimOutcome | WriteFault>();
      await Promise.all(
        byId.map(async ([first, ...repeated], index) => {
          if (first) claims.set(first, insertOutcome(outcomes[index]) ?? (await claimAlone(store, first)));
          for (const stored of repeated) claims.set(stored, await claimAlone(store, stored));
        }),
      );
      return events.map((stored) => claims.get(stored) ?? 'duplicate');
    },
    async addTargets({ targets, ...page }) {
      const item = { ...targetsKey(page), targets, ttl: ttlAfter(Date.now(), settings.retentionDays) };
      await client.put({ TableName: settings.table, Item: item });
    },
    find,
    summaries: (refs) => summaries(store, refs),
    extendRetention: (events) => extendRetention(store, events),
    async targets({ page, ...ref }) {
      if (page === 0) return (await find(ref))?.targets ?? [];
      const { Item } = await client.get({ TableName: settings.table, Key: targetsKey({ ...ref, page }) });
      return Item ? targetsItem.parse(Item).targets : [];
    },
  };
}

/** Reads both keys at which each event may be stored, and whether it has a second page of targets. */
async function summaries(
  { client, settings }: Store,
  refs: readonly StoredEventRef[],
): Promise<ReadonlyMap<string, EventSummary>> {
  const keys = refs.flatMap((ref) => [latestKey(ref), earlierKey(ref), targetsKey({ ...ref, page: 1 })]);
  const once = new Map(keys.map((key) => [`${key.pk} ${key.sk}`, key]));
  const projection = 'pk, sk, envelopeId, receivedAt, targets';
  const items = await batchGet(client, { table: settings.table, keys: [...once.values()], projection });
  const found = new Map(items.map((item) => summaryItem.parse(item)).map((item) => [`${item.pk} ${item.sk}`, item]));
  const at = ({ pk, sk }: Key) => found.get(`${pk} ${sk}`);
  return new Map(
    refs.flatMap((ref): readonly [string, EventSummary][] => {
      const item = [at(latestKey(ref)), at(earlierKey(ref))].find((each) => each?.envelopeId === ref.envelopeId);
      if (item?.receivedAt === undefined) return [];
      const hasMoreTargets = at(targetsKey({ ...ref, page: 1 })) !== undefined;
      return [[storedEventKey(ref), { receivedAt: item.receivedAt, targets: item.targets ?? [], hasMoreTargets }]];
    }),
  );
}

/** An event has one of two keys; the condition fails for the other key, and for items with enough time left. */
async function extendRetention({ client, settings }: Store, events: readonly RetainedEvent[]): Promise<void> {
  const { table, retentionDays } = settings;
  const { set, less } = extendedExpiry(retentionDays);
  const old = events.filter(({ since }) => isPastHalf(since, retentionDays));
  const outcomes = await executeStatements(
    client,
    old.flatMap(({ envelopeId, ...ref }) =>
      [latestKey(ref), earlierKey({ ...ref, envelopeId })].map((key) =>
        updateStatement(table, { key, set, expected: { equal: { envelopeId }, less } }),
      ),
    ),
  );
  const fault = outcomes.find(isWriteFault);
  if (fault) throw fault;
}

type Key = Readonly<{ pk: string; sk: string }>;

type Item = Readonly<Record<string, unknown>>;

async function read(store: Store, key: Key): Promise<StoredEvent | undefined> {
  const item = await readItem(store, key);
  if (!item) return undefined;
  return readStoredEvent(item);
}

export function readStoredEvent(item: Item): StoredEvent {
  const { body, ...stored } = storedItem.parse(item);
  return { ...stored, event: eventSchema.parse(JSON.parse(inflateRawSync(body).toString())) };
}

async function readItem({ client, settings }: Store, key: Key) {
  const { Item } = await client.get({ TableName: settings.table, Key: key, ConsistentRead: true });
  return Item;
}

/** The outcome of an insert; undefined if an item has the id. */
function insertOutcome(outcome: StatementOutcome | undefined): 'claimed' | WriteFault | undefined {
  if (isWriteFault(outcome)) return outcome;
  return outcome === 'done' ? 'claimed' : undefined;
}

/** A fault concerns that event alone, also when others keep claiming the same id. */
async function claimAlone(store: Store, stored: StoredEvent): Promise<ClaimOutcome | WriteFault> {
  try {
    return await claimTakenId(store, stored);
  } catch (error) {
    return writeFaultOf(error);
  }
}

/** More tries than messages of one id that arrive in the same moment: whoever loses to another one is a duplicate. */
const maxClaimTries = 5;

/** An item has the id: this message claimed it before, or an old event did; else the message is a duplicate. */
async function claimTakenId(store: Store, stored: StoredEvent): Promise<ClaimOutcome> {
  const { event } = stored;
  const read = () => readItem(store, latestKey({ space: event.space, eventId: event.id }));
  return retryOnConflict<Item | undefined, ClaimOutcome>({
    maxTries: maxClaimTries,
    first: await read(),
    read,
    attempt: (latest) => claimAfter(store, { stored, latest }),
    exhausted: () => {
      throw new StoreContended(`The id of an event was claimed by others during each of ${maxClaimTries} tries.`);
    },
  });
}

/** `conflict`: another message has just claimed the id, so that the next try decides. */
async function claimAfter(
  store: Store,
  { stored, latest: item }: Readonly<{ stored: StoredEvent; latest: Item | undefined }>,
): Promise<ClaimOutcome | 'conflict'> {
  const { envelopeId, receivedAt, event } = stored;
  const latest = item && storedItem.parse(item);
  if (latest?.envelopeId === envelopeId) return 'resumed';
  // A message that is redriven from the dead-letter queue may find a later event under its id.
  if (await readItem(store, earlierKey({ space: event.space, eventId: event.id, envelopeId }))) return 'resumed';
  if (latest && Date.parse(receivedAt) - Date.parse(latest.receivedAt) < duplicateWindowMs) return 'duplicate';
  const outcome = await takeOver(store, { stored, before: item });
  return outcome === 'done' ? 'claimed' : 'conflict';
}

/** Moves the earlier event to the key at which its deliveries find it, and stores the new one in its place. */
function takeOver(
  { client, settings }: Store,
  { stored, before }: Readonly<{ stored: StoredEvent; before: Item | undefined }>,
) {
  const { table: TableName } = settings;
  const Item = toItem(stored, settings);
  const ConditionExpression = 'attribute_not_exists(pk)';
  if (!before)
    return transact(client, [{ write: { Put: { TableName, Item, ConditionExpression } }, refusal: 'taken' }]);
  const { envelopeId } = storedItem.parse(before);
  const aside = earlierKey({ space: stored.event.space, eventId: stored.event.id, envelopeId });
  return transact(client, [
    { write: { Put: { TableName, Item: { ...before, ...aside } } }, refusal: 'taken' },
    {
      write: {
        Put: {
          TableName,
          Item,
          ConditionExpression: `${ConditionExpression} OR envelopeId = :before`,
          ExpressionAttributeValues: { ':before': envelopeId },
        },
      },
      refusal: 'taken',
    },
  ]);
}

function toItem(stored: StoredEvent, settings: EventStoreSettings) {
  const { event, ...rest } = stored;
  return {
    ...latestKey({ space: event.space, eventId: event.id }),
    ...rest,
    body: deflateRawSync(JSON.stringify(event)),
    ttl: ttlAfter(Date.parse(stored.receivedAt), settings.retentionDays),
  };
}
