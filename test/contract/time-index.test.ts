import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeTime } from 'ulid';
import {
  dynamodbDeliveryIndex,
  dynamodbEventIndex,
} from '../../functions/shared/statistics/adapters/dynamodb-time-index.ts';
import type { DeliveryEntry, TimeIndex, TimeIndexQuery } from '../../functions/shared/statistics/application/ports.ts';
import { callers } from '../support/aws-callers.ts';
import { stack } from '../support/deployed-stack.ts';
import { InMemoryTimeIndex } from '../support/in-memory/time-index.ts';

const settings = { table: stack.outputs.TableName, retentionDays: 30 };
const stores = [
  { name: 'in memory', make: (): TimeIndex<DeliveryEntry> => new InMemoryTimeIndex() },
  ...callers.map(({ caller, clients }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): TimeIndex<DeliveryEntry> => dynamodbDeliveryIndex(clients.dynamoDb, settings),
  })),
];

const start = Date.parse('2026-01-01T00:00:00Z');
/** A line so many seconds after the start; the number tells those of one moment apart. */
const line = (seconds: number, number = 0, eventType = 'hit'): DeliveryEntry => ({
  key: `${encodeTime(start + seconds * 1000)}${String(number).padStart(16, '0')}`,
  eventType,
  webhookId: `wh-${number % 3}`,
});
const keysOf = (entries: readonly DeliveryEntry[]) => entries.map(({ key }) => key);
const newestFirst = (entries: readonly DeliveryEntry[]) => [...new Set(keysOf(entries))].sort().reverse();

describe.each(stores)('the time index $name', ({ make }) => {
  let index: TimeIndex<DeliveryEntry>;
  let space: string;
  beforeEach(() => {
    index = make();
    space = randomUUID();
  });

  const add = (entries: readonly DeliveryEntry[]) => index.add(entries.map((entry) => ({ space, entry })));

  /** All pages together. */
  async function list(query: Partial<TimeIndexQuery> = {}): Promise<readonly string[]> {
    const keys: string[] = [];
    let after: string | undefined;
    for (let pages = 0; pages < 1_000; pages += 1) {
      const { entries, next } = await index.list({ space, limit: 7, ...query, after });
      expect(entries.length).toBeLessThanOrEqual(query.limit ?? 7);
      keys.push(...keysOf(entries));
      if (next === undefined) return keys;
      after = next;
    }
    throw new Error('The list has no end');
  }

  test('lists what batches brought in any order, newest first and each line once', async () => {
    const lines = [line(0), line(3, 1), line(3, 2), line(9, 3), line(11, 4), line(60, 5), line(3_600, 6)];
    await add([lines[1], lines[6], lines[4]].flatMap((each) => each ?? []));
    await add([lines[0], lines[2], lines[3], lines[4]].flatMap((each) => each ?? []));
    await add([lines[5], lines[1]].flatMap((each) => each ?? []));
    expect(await list()).toEqual(newestFirst(lines));
    expect(await list({ limit: 1 })).toEqual(newestFirst(lines));
  });

  test('keeps spaces apart, also those of one batch', async () => {
    const other = `${space}-other`;
    await index.add([
      { space, entry: line(1, 1) },
      { space: other, entry: line(1, 2) },
      { space, entry: line(2, 3) },
    ]);
    expect(await list()).toEqual(newestFirst([line(1, 1), line(2, 3)]));
    expect(await list({ space: other })).toEqual([line(1, 2).key]);
  });

  test('keeps to a span of time and to an event type', async () => {
    const lines = [line(0), line(5, 1, 'miss'), line(9, 2), line(12, 3), line(20, 4, 'miss')];
    await add(lines);
    const at = (seconds: number) => new Date(start + seconds * 1000).toISOString();
    const seconds = async (query: Partial<TimeIndexQuery>) => {
      const found = await list(query);
      return lines.flatMap(({ key }, position) => (found.includes(key) ? [position] : []));
    };
    expect(await seconds({ since: at(5), until: at(12) })).toEqual([1, 2]);
    expect(await seconds({ until: at(5) })).toEqual([0]);
    expect(await seconds({ since: at(12) })).toEqual([3, 4]);
    expect(await seconds({ since: at(12), until: at(12) })).toEqual([]);
    expect(await seconds({ eventType: 'miss' })).toEqual([1, 4]);
  });

  test('lists a moment with more lines than a page and a request hold', async () => {
    const lines = Array.from({ length: 1_500 }, (_, number) => line(number % 2, number, number === 0 ? 'rare' : 'hit'));
    for (let part = 0; part < 15; part += 1) await add(lines.filter((_, number) => number % 15 === part));
    expect(await list({ limit: 100 })).toEqual(newestFirst(lines));
    expect(await list({ eventType: 'rare' })).toEqual([lines[0]?.key]);
  });
});

test('lists, however lines are spread over batches and repeated, all of them once and in their order', async () => {
  const [{ clients } = {}] = callers;
  if (clients === undefined) throw new Error('There is a caller');
  const index = dynamodbEventIndex(clients.dynamoDb, settings);
  const times = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 30 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(times, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      async (batches, limit) => {
        const space = randomUUID();
        const entry = (seconds: number) => ({ ...line(seconds), eventId: `e-${seconds}`, envelopeId: `v-${seconds}` });
        for (const batch of batches) await index.add(batch.map((seconds) => ({ space, entry: entry(seconds) })));
        const found: string[] = [];
        for (let after: string | undefined, more = true; more; more = after !== undefined) {
          const { entries, next } = await index.list({ space, limit, after });
          found.push(...entries.map(({ eventId }) => eventId));
          after = next;
        }
        const wanted = [...new Set(batches.flat())].sort((one, other) => other - one).map((seconds) => `e-${seconds}`);
        expect(found).toEqual(wanted);
      },
    ),
    { numRuns: 15 },
  );
});
