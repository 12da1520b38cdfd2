import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { ulid } from 'ulid';
import { dynamodbPurgeStore } from '../../functions/shared/cleanup/adapters/dynamodb-purge-store.ts';
import {
  dynamodbStatisticsStore,
  statisticsDays,
} from '../../functions/shared/statistics/adapters/dynamodb-statistics-store.ts';
import { dynamodbDeliveryIndex } from '../../functions/shared/statistics/adapters/dynamodb-time-index.ts';
import type { StatisticsStore } from '../../functions/shared/statistics/application/ports.ts';
import { addCounters, type Counters, noCounters } from '../../functions/shared/statistics/domain/statistics.ts';
import type { SequencedCount } from '../../functions/shared/statistics/domain/statistics-page.ts';
import { aws, callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryStatisticsStore } from '../support/in-memory/statistics-store.ts';

const table = stack.outputs.TableName;

const stores = [
  { name: 'in memory', make: (): StatisticsStore => new InMemoryStatisticsStore() },
  ...callers.map(({ caller, clients }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): StatisticsStore => dynamodbStatisticsStore(clients.dynamoDb, table),
  })),
];

const from = Date.parse('2100-01-01T00:00:00Z');
const hours = (count: number) => count * 60 * 60 * 1000;
const hour = (index: number) => new Date(from + hours(index)).toISOString();
const one: Counters = { delivered: 1, failedAttempts: 2, exhausted: 1, durations: { 0: 1, 50: 2 } };

describe.each(stores)('the statistics store $name', ({ make }) => {
  let store: StatisticsStore;
  let space: string;
  beforeEach(() => {
    store = make();
    space = randomUUID();
  });

  const count = (sequence: number, changes: Partial<SequencedCount> = {}): SequencedCount => ({
    space,
    webhookId: 'wh-1',
    hour: hour(0),
    sequence: String(sequence),
    counters: one,
    ...changes,
  });
  const read = async (webhookId?: string) => [
    ...(await store.hours({ space, webhookId, from, until: from + hours(3) })),
  ];

  test('adds up by webhook and space, hour by hour', async () => {
    const counts = [
      count(1),
      count(2, { webhookId: 'wh-2' }),
      count(3, { hour: hour(2) }),
      count(4, { hour: hour(3) }),
      count(5, { space: `${space}-other` }),
    ];
    await store.count({ shard: 'a', counts });
    await store.count({ shard: 'a', counts: [count(6)] });
    const two = addCounters(one, one);
    expect(await read('wh-1')).toEqual([
      [hour(0), two],
      [hour(2), one],
    ]);
    expect(await read('wh-2')).toEqual([[hour(0), one]]);
    expect(await read()).toEqual([
      [hour(0), addCounters(two, one)],
      [hour(2), one],
    ]);
    expect((await read('wh-3')).filter(([, counters]) => counters.delivered > 0)).toEqual([]);
    const other = await store.hours({ space: `${space}-other`, from, until: from + hours(3) });
    expect([...other]).toEqual([[hour(0), one]]);
  });

  test('counts what comes again once, by shard', async () => {
    await store.count({ shard: 'a', counts: [count(9), count(10)] });
    await store.count({ shard: 'a', counts: [count(10), count(11)] });
    await store.count({ shard: 'b', counts: [count(1)] });
    const sum = Array.from({ length: 4 }).reduce<Counters>((total) => addCounters(total, one), noCounters);
    expect(await read()).toEqual([[hour(0), sum]]);
  });

  test('loses nothing when many write at once', async () => {
    const shards = Array.from({ length: 6 }, (_, index) => `shard-${index}`);
    await Promise.all(shards.map((shard) => store.count({ shard, counts: [count(1), count(2)] })));
    const [[, sum] = []] = await read('wh-1');
    expect(sum?.delivered).toBe(12);
  });
});

test('a removed webhook is forgotten, and counts for its space', async () => {
  const store = dynamodbStatisticsStore(aws.dynamoDb, table);
  const space = randomUUID();
  const counts = ['gone', 'kept'].map((webhookId, index) => ({
    space,
    webhookId,
    hour: hour(0),
    sequence: String(index),
    counters: one,
  }));
  await store.count({ shard: 'a', counts });
  const purge = dynamodbPurgeStore(aws.dynamoDb, { table, retentionDays: 30 });
  while ((await purge.purgeSome({ kind: 'webhook', space, webhookId: 'gone' })) === 'more');
  const read = async (webhookId?: string) =>
    (await store.hours({ space, webhookId, from, until: from + 1 })).get(hour(0))?.delivered ?? 0;
  expect([await read('gone'), await read('kept'), await read()]).toEqual([0, 1, 2]);
});

test('a removed space leaves nothing counted or listed, and its id stays taken for as long as what comes late is kept', async () => {
  const space = randomUUID();
  const store = dynamodbStatisticsStore(aws.dynamoDb, table);
  const index = dynamodbDeliveryIndex(aws.dynamoDb, { table, retentionDays: 7 });
  await store.count({
    shard: 'a',
    counts: [{ space, webhookId: 'wh', hour: hour(0), sequence: '1', counters: one }],
  });
  await index.add([{ space, entry: { key: ulid(), eventType: 'hit', webhookId: 'wh' } }]);
  const startedAt = Date.now() / 1000;
  const purge = dynamodbPurgeStore(aws.dynamoDb, { table, retentionDays: 7 });
  for (let steps = 0; (await purge.purgeSome({ kind: 'space', space })) === 'more'; steps += 1)
    expect(steps).toBeLessThan(3);
  expect((await store.hours({ space, from, until: from + 1 })).size).toBe(0);
  expect((await index.list({ space, limit: 1 })).entries).toEqual([]);
  const { Item } = await aws.dynamoDb.get({ TableName: table, Key: { pk: 'REMOVED', sk: `SPACE#${space}` } });
  expect(Item?.ttl).toBeGreaterThanOrEqual(startedAt + statisticsDays * 24 * 60 * 60);
});
