import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { batchGet } from '../../platform/adapters/dynamodb-batch-get.ts';
import { activityPartition, statisticsKey, statisticsPrefix } from '../../platform/adapters/dynamodb-keys.ts';
import { queryAll } from '../../platform/adapters/dynamodb-query.ts';
import {
  executeStatements,
  insertStatement,
  type Statement,
  updateStatement,
} from '../../platform/adapters/dynamodb-statements.ts';
import { ttlAfter } from '../../platform/adapters/retention.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import type { ShardCounts, StatisticsQuery, StatisticsStore } from '../application/ports.ts';
import { type Counters, hourOf } from '../domain/statistics.ts';
import {
  countersOn,
  countOnPage,
  emptyPage,
  type PageCounts,
  pageOf,
  type SequencedCount,
  type StatisticsPage,
} from '../domain/statistics-page.ts';

/** A query can begin with a day that is up to 31 days old; then the table has a day to delete it. */
export const statisticsDays = 32;

/** The stored form: arrays and short names, compressed. */
const packedPage = z.object({
  countedTo: z.record(z.string(), z.string()),
  counters: z.record(z.string(), z.tuple([z.number(), z.number(), z.number(), z.record(z.string(), z.number())])),
});

const pageItem = z.object({ pk: z.string(), sk: z.string(), version: z.number(), page: z.instanceof(Uint8Array) });

/** A page as it was read; version 0 means that there is none. */
export type StoredPage = Readonly<{ pk: string; sk: string; version: number; page: StatisticsPage }>;

type Table = Readonly<{ client: DynamoDb; table: string }>;

/** Stores the counters of a space's webhooks in some items per hour, each written on condition of its version. */
export function dynamodbStatisticsStore(client: DynamoDb, table: string): StatisticsStore {
  return {
    count: (counts) => count({ client, table }, counts),
    async hours(query) {
      const items = await queryAll(client, hoursQuery(table, query));
      return new Map(
        items
          .map(readStatisticsPage)
          .map(({ sk, page }): [string, Counters] => [
            sk.slice(statisticsPrefix(pageOf(query.webhookId)).length),
            countersOn(page, query.webhookId),
          ]),
      );
    },
  };
}

function hoursQuery(table: string, { space, webhookId, from, until }: StatisticsQuery) {
  const prefix = statisticsPrefix(pageOf(webhookId));
  return {
    TableName: table,
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': activityPartition(space),
      ':from': prefix + hourOf(from),
      ':to': prefix + hourOf(until - 1),
    },
  };
}

type Key = Readonly<{ pk: string; sk: string }>;
type Wanted = PageCounts & Readonly<{ key: Key; hour: string }>;

/** Reads the pages, adds the counts, and writes the pages; repeats for those that were changed meanwhile. */
async function count({ client, table }: Table, { shard, counts }: ShardCounts): Promise<void> {
  let open = pagesOf({ shard, counts });
  const tries = client.backoff();
  while (open.length > 0) {
    const stored = await batchGet(client, { table, keys: open.map(({ key }) => key) });
    const byKey = new Map(stored.map(readStatisticsPage).map((page) => [keyText(page), page]));
    const writes = open.flatMap((wanted) => {
      const before = byKey.get(keyText(wanted.key));
      const after = countOnPage(before?.page ?? emptyPage, wanted);
      return after === undefined ? [] : [{ wanted, statement: writePage(table, { ...wanted, before, after }) }];
    });
    const outcomes = await executeStatements(
      client,
      writes.map(({ statement }) => statement),
    );
    const fault = outcomes.find(isWriteFault);
    if (fault) throw fault;
    open = writes.filter((_, index) => outcomes[index] === 'refused').map(({ wanted }) => wanted);
    if (open.length > 0 && !(await tries.again())) throw new Error(`${open.length} pages of statistics are contended`);
  }
}

/** Every count belongs on two pages: the webhook's and the space's. */
function pagesOf({ shard, counts }: ShardCounts): readonly Wanted[] {
  const placed = counts.flatMap((each) =>
    [pageOf(each.webhookId), pageOf(undefined)].map((name) => ({
      name,
      hour: each.hour,
      key: statisticsKey(each.space, { page: name, hour: each.hour }),
      count: each,
    })),
  );
  return [...Map.groupBy(placed, ({ key }) => keyText(key)).values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [{ ...first, shard, counts: [first, ...others].map((each): SequencedCount => each.count) }],
  );
}

const keyText = ({ pk, sk }: Key): string => `${pk} ${sk}`;

type PageWrite = Readonly<{ key: Key; hour: string; before: StoredPage | undefined; after: StatisticsPage }>;

function writePage(table: string, { key, hour, before, after }: PageWrite): Statement {
  const page = pack(after);
  if (before !== undefined) return replacePage(table, { before, page });
  return insertStatement(table, { ...key, version: 1, page, ttl: ttlAfter(Date.parse(hour), statisticsDays) });
}

function replacePage(table: string, { before, page }: Readonly<{ before: StoredPage; page: Uint8Array }>): Statement {
  const { pk, sk, version } = before;
  return updateStatement(table, {
    key: { pk, sk },
    set: { page, version: version + 1 },
    expected: { equal: { version } },
  });
}

/** Writes a page that was read and changed. */
export const changePage = (table: string, { before, after }: Readonly<{ before: StoredPage; after: StatisticsPage }>) =>
  replacePage(table, { before, page: pack(after) });

function pack({ countedTo, counters }: StatisticsPage): Uint8Array {
  const packed: z.infer<typeof packedPage> = {
    countedTo: { ...countedTo },
    counters: Object.fromEntries(
      Object.entries(counters).map(([id, { delivered, failedAttempts, exhausted, durations }]) => [
        id,
        [delivered, failedAttempts, exhausted, { ...durations }],
      ]),
    ),
  };
  return deflateRawSync(JSON.stringify(packed));
}

export function readStatisticsPage(item: Readonly<Record<string, unknown>>): StoredPage {
  const { page, ...stored } = pageItem.parse(item);
  const { countedTo, counters } = packedPage.parse(JSON.parse(inflateRawSync(page).toString()));
  const unpacked = Object.entries(counters).map(([id, [delivered, failedAttempts, exhausted, durations]]) => [
    id,
    { delivered, failedAttempts, exhausted, durations },
  ]);
  return { ...stored, page: { countedTo, counters: Object.fromEntries(unpacked) } };
}
