import { createHash } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { decodeTime, encodeTime } from 'ulid';
import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { activityPartition, indexPrefix } from '../../platform/adapters/dynamodb-keys.ts';
import { chunk, executeStatements, insertStatement } from '../../platform/adapters/dynamodb-statements.ts';
import { ttlAfter } from '../../platform/adapters/retention.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import type {
  DeliveryEntry,
  EventEntry,
  IndexEntry,
  Indexed,
  TimeIndex,
  TimeIndexPage,
  TimeIndexQuery,
} from '../application/ports.ts';

export type TimeIndexSettings = Readonly<{ table: string; retentionDays: number }>;

type Index<Entry extends IndexEntry> = TimeIndexSettings &
  Readonly<{ client: DynamoDb; name: string; entry: z.ZodType<Entry> }>;

/**
 * All lines of a page are in one such span. So a reader that continues after a line reads the pages of its span again,
 * and misses no page that begins before the line and ends after it.
 */
const spanMs = 10_000;
/** Lines on a page, some 8 KB: more make a short list dearer to read, fewer make a busy space's dearer to write. */
const pageSize = 400;
/**
 * Pages in each call of a request. A call reads 1 MB at most (DynamoDB quota), so that it may ask for many where they are
 * small, in a space with a few deliveries a minute, and where a filter skips most lines.
 */
const mostPages = 2_560;
const pagesOfCalls = [10, 40, 160, 640, mostPages];

const deliveryEntry = z.object({ key: z.string(), eventType: z.string(), webhookId: z.string() });
const eventEntry = z.object({ key: z.string(), eventType: z.string(), eventId: z.string(), envelopeId: z.string() });
const pageItem = z.object({ sk: z.string(), lines: z.instanceof(Uint8Array) });

export const dynamodbDeliveryIndex = (client: DynamoDb, settings: TimeIndexSettings): TimeIndex<DeliveryEntry> =>
  timeIndex({ ...settings, client, name: 'DELIVERIES', entry: deliveryEntry });

export const dynamodbFailureIndex = (client: DynamoDb, settings: TimeIndexSettings): TimeIndex<DeliveryEntry> =>
  timeIndex({ ...settings, client, name: 'FAILURES', entry: deliveryEntry });

export const dynamodbEventIndex = (client: DynamoDb, settings: TimeIndexSettings): TimeIndex<EventEntry> =>
  timeIndex({ ...settings, client, name: 'EVENTS', entry: eventEntry });

/** Stores many lines in one item, under the last of their keys: one write per space and batch. */
function timeIndex<Entry extends IndexEntry>(index: Index<Entry>): TimeIndex<Entry> {
  return { add: (lines) => add(index, lines), list: (query) => list(index, query) };
}

async function add<Entry extends IndexEntry>(index: Index<Entry>, lines: readonly Indexed<Entry>[]): Promise<void> {
  const { client, table } = index;
  const spans = Map.groupBy(lines, ({ space, entry }) => `${space} ${spanOf(entry.key)}`);
  const items = [...spans.values()].flatMap((span) =>
    chunk([...span].sort(byKey), pageSize).map((page) => pageOf(index, page)),
  );
  const outcomes = await executeStatements(
    client,
    items.map((item) => insertStatement(table, item)),
  );
  // An existing page has the same lines.
  const fault = outcomes.find(isWriteFault);
  if (fault) throw fault;
}

const spanOf = (key: string): number => Math.floor(decodeTime(key) / spanMs);

const byKey = ({ entry: one }: Indexed<IndexEntry>, { entry: other }: Indexed<IndexEntry>): number =>
  one.key < other.key ? -1 : 1;

/** The key includes a digest of the lines, since the same change may be repeated in another batch, with others. */
function pageOf<Entry extends IndexEntry>({ name, retentionDays }: Index<Entry>, page: readonly Indexed<Entry>[]) {
  const text = JSON.stringify(page.map(({ entry }) => entry));
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 12);
  const last = page.at(-1);
  return {
    pk: activityPartition(last?.space ?? ''),
    sk: `${indexPrefix(name)}${last?.entry.key}#${digest}`,
    lines: deflateRawSync(text),
    // Retention counts from a delivery's end, and most wait for less than it. Entries that are listed for longer than
    // their records are stored are skipped.
    ttl: ttlAfter(Date.now(), 2 * retentionDays),
  };
}

/** Before and after all keys (ULID specification: 26 characters of Crockford's base 32, the first at most 7). */
const [firstKey, lastKey] = ['0', '8'];

async function list<Entry extends IndexEntry>(
  index: Index<Entry>,
  query: TimeIndexQuery,
): Promise<TimeIndexPage<Entry>> {
  const { limit, after = lastKey, since, until } = query;
  const from = since === undefined ? firstKey : encodeTime(Date.parse(since));
  const before = [after, until === undefined ? lastKey : encodeTime(Date.parse(until))].sort()[0] ?? lastKey;
  if (from >= before) return { entries: [], next: undefined };
  const found = new Map<string, Entry>();
  let start: Readonly<Record<string, unknown>> | undefined;
  for (let calls = 1; ; calls += 1) {
    const count = pagesOfCalls[calls - 1] ?? mostPages;
    const { pages, last } = await readPages(index, { ...query, from, before, start, count });
    for (const { entries } of pages) {
      for (const entry of entries) if (isWanted(entry, { ...query, from, before })) found.set(entry.key, entry);
    }
    // Pages are sorted by the last of their keys: no later page has a line after this one.
    const certainFrom = last === undefined ? firstKey : (pages.at(-1)?.lastKey ?? firstKey);
    const certain = [...found.values()].filter(({ key }) => key >= certainFrom).sort(newestFirst);
    const entries = certain.slice(0, limit);
    if (certain.length > limit) return { entries, next: entries.at(-1)?.key };
    if (last === undefined) return { entries, next: undefined };
    if (calls >= pagesOfCalls.length && certainFrom < before) return { entries, next: certainFrom };
    start = last;
  }
}

const newestFirst = (one: IndexEntry, other: IndexEntry): number => (one.key > other.key ? -1 : 1);

type Range = Readonly<{ from: string; before: string; eventType?: string | undefined }>;

const isWanted = ({ key, eventType }: IndexEntry, range: Range): boolean =>
  key >= range.from && key < range.before && (range.eventType === undefined || eventType === range.eventType);

async function readPages<Entry extends IndexEntry>(
  { client, table, name, entry }: Index<Entry>,
  {
    space,
    from,
    before,
    start,
    count,
  }: Readonly<{
    space: string;
    from: string;
    before: string;
    start: Readonly<Record<string, unknown>> | undefined;
    count: number;
  }>,
) {
  const prefix = indexPrefix(name);
  const { Items = [], LastEvaluatedKey } = await client.query({
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': activityPartition(space),
      ':from': prefix + from,
      ':to': prefix + endOfSpan(before),
    },
    ScanIndexForward: false,
    Limit: count,
    ExclusiveStartKey: start,
  });
  const pages = Items.map((item) => {
    const { sk, lines } = pageItem.parse(item);
    const entries = z.array(entry).parse(JSON.parse(inflateRawSync(lines).toString()));
    return { entries, lastKey: sk.slice(prefix.length).split('#')[0] ?? '' };
  });
  return { pages, last: LastEvaluatedKey };
}

/** The end of the span that contains a key. */
function endOfSpan(key: string): string {
  if (key === lastKey) return lastKey;
  return encodeTime((Math.floor(decodeTime(key.padEnd(26, '0')) / spanMs) + 1) * spanMs);
}
