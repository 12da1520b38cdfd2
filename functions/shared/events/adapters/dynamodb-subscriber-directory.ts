import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { batchGet } from '../../platform/adapters/dynamodb-batch-get.ts';
import { spaceKey, subscriptionPartition, triggerPartition } from '../../platform/adapters/dynamodb-keys.ts';
import { jsonValue } from '../../platform/domain/json.ts';
import type {
  SubscribedWebhook,
  SubscriberDirectory,
  SubscriberQuery,
  Subscribers,
  TriggeredRule,
} from '../application/ports.ts';
import { compileFilter } from '../domain/event-filter.ts';
import type { EventPattern } from '../domain/event-pattern/pattern.ts';
import { patternsMatching } from '../domain/event-type-patterns.ts';

type Subscription = Readonly<{ webhooks: readonly SubscribedWebhook[]; rules: readonly TriggeredRule[] }>;
type Page = Subscription & Readonly<{ next: string | undefined; size: number }>;

/**
 * Webhooks and rules together in one page. Their ids are stored in the event's item: 36 KB beside an event of 256 KB at
 * most, within an item's 400 KB (DynamoDB quota).
 */
const defaultPageSize = 1_000;
const cachedTypes = 1_000;
/** The size of all cached pages, in bytes, by a rather high estimate: a good part of the function's 512 MB. */
const cachedBytes = 100_000_000;
const bytesPerSubscriber = 100;
/** A compiled filter takes up to some twenty times its text. */
const bytesPerFilterCharacter = 20;
/** Many webhooks of a space may have the same filter, and one webhook is stored under several patterns and types. */
const cachedFilterBytes = 50_000_000;
/** A space that was deleted and created again restarts its versions; no cached page is older than this, in ms. */
const maxCacheAgeMs = 60_000;

const spaceItem = z.object({ sk: z.string(), subscriptionsVersion: z.number() });
const subscriberItem = z.object({ sk: z.string(), group: z.string().optional(), filter: z.string().optional() });
const cursorShape = z.tuple([z.int().min(0), z.string().optional()]);

type Reader = Readonly<{
  client: DynamoDb;
  table: string;
  pageSize: number;
  compile: (filter: string) => EventPattern;
}>;

/**
 * Reads subscribers from the table and caches first pages for as long as the space's subscriptions have the same
 * version: one consistent read per space and batch proves that the space exists and that the cached pages are current.
 */
export function dynamodbSubscriberDirectory(
  client: DynamoDb,
  { table, pageSize = defaultPageSize }: Readonly<{ table: string; pageSize?: number }>,
): SubscriberDirectory {
  const reader = { client, table, pageSize, compile: cachedCompiler() };
  const firstPages = firstPageCache();

  async function cachedFirstPage(query: SubscriberQuery, version: number): Promise<Page> {
    const key = `${query.space}#${query.eventType}#${query.byName === true}`;
    const known = firstPages.get(key);
    if (known?.version === version) return known;
    const page = await firstPage(reader, query);
    firstPages.set(key, { ...page, version });
    return page;
  }

  async function subscribers(query: SubscriberQuery, version: number | undefined): Promise<Subscribers> {
    if (version === undefined) return { kind: 'unknown_space' };
    try {
      const { cursor } = query;
      const page = cursor ? await laterPage(reader, { query, cursor }) : await cachedFirstPage(query, version);
      return { kind: 'page', webhooks: page.webhooks, rules: page.rules, next: page.next };
    } catch (error) {
      return { kind: 'fault', error };
    }
  }

  return {
    async find(queries) {
      const versions = await subscriptionVersions(client, { table, spaces: queries.map(({ space }) => space) });
      return Promise.all(queries.map((query) => subscribers(query, versions.get(query.space))));
    },
  };
}

const firstPageCache = () =>
  new LRUCache<string, Page & Readonly<{ version: number }>>({
    max: cachedTypes,
    maxSize: cachedBytes,
    sizeCalculation: ({ size }) => size,
    ttl: maxCacheAgeMs,
    // The wall clock, read each time: the monotonic clock may stand still while the function is frozen.
    perf: Date,
    ttlResolution: 0,
  });

function cachedCompiler(): (filter: string) => EventPattern {
  const filters = new LRUCache<string, EventPattern>({
    maxSize: cachedFilterBytes,
    sizeCalculation: (_, text) => sizeOf(text),
    memoMethod: (text) => compileFilter(jsonValue.parse(JSON.parse(text))),
  });
  return (text) => filters.memo(text);
}

async function firstPage(reader: Reader, query: SubscriberQuery): Promise<Page> {
  const limit = reader.pageSize;
  return joinPlaces(await Promise.all(placesOf(query).map((place) => queryPlace(reader, { place, limit }))), limit);
}

async function laterPage(
  reader: Reader,
  { query, cursor }: Readonly<{ query: SubscriberQuery; cursor: string }>,
): Promise<Page> {
  const [position, after] = cursorShape.parse(JSON.parse(cursor));
  const place = placesOf(query)[position];
  if (!place) return pageOf([], undefined);
  const { found, hasMore } = await queryPlace(reader, { place, limit: reader.pageSize, after });
  return pageOf(found, hasMore ? cursorAfter(position, found) : cursorAfter(position + 1, []));
}

/** A partition of an event's subscribers: webhooks under each pattern, then rules under the type itself. */
type Place = Readonly<{ of: 'webhooks' | 'rules'; partition: string }>;

function placesOf({ space, eventType, byName }: SubscriberQuery): readonly Place[] {
  const patterns = byName ? [eventType] : patternsMatching(eventType);
  return [
    ...patterns.map((pattern): Place => ({ of: 'webhooks', partition: subscriptionPartition(space, pattern) })),
    { of: 'rules', partition: triggerPartition(space, eventType) },
  ];
}

/** A subscriber in a partition; a rule's group is that of the scorecards whose events it receives. */
type Subscriber = Readonly<{
  of: Place['of'];
  id: string;
  group: string | undefined;
  filter: EventPattern | undefined;
  /** In bytes, estimated. */
  size: number;
}>;
type PlaceContent = Readonly<{ found: readonly Subscriber[]; hasMore: boolean }>;

/** The first subscribers of all partitions, as many as fit a page; the cursor reads the rest again. */
function joinPlaces(places: readonly PlaceContent[], limit: number): Page {
  const joined: Subscriber[] = [];
  for (const [position, { found, hasMore }] of places.entries()) {
    const fitting = found.slice(0, limit - joined.length);
    joined.push(...fitting);
    if (hasMore || fitting.length < found.length) {
      return pageOf(joined, cursorAfter(position, fitting));
    }
  }
  return pageOf(joined, undefined);
}

/** After the last subscriber that was found in the partition, or at its beginning if none was. */
function cursorAfter(position: number, found: readonly Subscriber[]): string {
  const last = found.at(-1);
  return JSON.stringify(last === undefined ? [position] : [position, last.id]);
}

function pageOf(found: readonly Subscriber[], next: string | undefined): Page {
  const webhooks = found.filter(({ of }) => of === 'webhooks');
  return {
    // For a result's type a webhook may be stored under the name and a wildcard, and a producer may use that type too.
    webhooks: [...new Map(webhooks.map(({ id, filter }) => [id, { webhookId: id, filter }])).values()],
    rules: found.filter(({ of }) => of === 'rules').map(({ id, group, filter }) => ({ ruleId: id, group, filter })),
    next,
    size: found.reduce((sum, { size }) => sum + size, bytesPerSubscriber),
  };
}

async function subscriptionVersions(
  client: DynamoDb,
  { table, spaces }: Readonly<{ table: string; spaces: readonly string[] }>,
): Promise<ReadonlyMap<string, number>> {
  const keys = [...new Set(spaces)].map((space) => spaceKey(space));
  const versions = new Map<string, number>();
  for (const item of await batchGet(client, { table, keys, projection: 'sk, subscriptionsVersion' })) {
    const { sk, subscriptionsVersion } = spaceItem.parse(item);
    versions.set(sk, subscriptionsVersion);
  }
  return versions;
}

const sizeOf = (filter = '') => bytesPerSubscriber + bytesPerFilterCharacter * filter.length;

type PlaceQuery = Readonly<{ place: Place; limit: number; after?: string | undefined }>;

async function queryPlace(
  { client, table, compile }: Reader,
  { place, limit, after }: PlaceQuery,
): Promise<PlaceContent> {
  const { of, partition: pk } = place;
  const { Items = [], LastEvaluatedKey } = await client.query({
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ProjectionExpression: 'sk, #group, #filter',
    ExpressionAttributeNames: { '#group': 'group', '#filter': 'filter' },
    ConsistentRead: true,
    Limit: limit,
    ...(after && { ExclusiveStartKey: { pk, sk: after } }),
  });
  const found = Items.map((item): Subscriber => {
    const { sk: id, group, filter } = subscriberItem.parse(item);
    const filtered = filter === undefined ? undefined : compile(filter);
    return { of, id, group, filter: filtered, size: sizeOf(filter) };
  });
  return { found, hasMore: LastEvaluatedKey !== undefined };
}
