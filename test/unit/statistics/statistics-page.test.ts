import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addCounters, noCounters } from '../../../functions/shared/statistics/domain/statistics.ts';
import {
  countersOn,
  countOnPage,
  emptyPage,
  pageOf,
  type SequencedCount,
  type StatisticsPage,
  withoutWebhook,
} from '../../../functions/shared/statistics/domain/statistics-page.ts';

const hour = '2026-01-01T00:00:00.000Z';
const count = (sequence: number, webhookId = 'wh'): SequencedCount => ({
  space: 'acme',
  webhookId,
  hour,
  // As long as they may be, and of different length (DynamoDB streams API, 21 to 40 digits).
  sequence: `9${'0'.repeat(20)}${sequence}`,
  counters: { ...noCounters, delivered: 1, durations: { [sequence % 7]: 1 } },
});

/** A shard's counts, cut into the batches of its first way through, and what comes again at any time after that. */
type Plan = Readonly<{ shard: string; cuts: readonly number[]; repeats: readonly Repeat[] }>;
type Repeat = Readonly<{ after: number; from: number; length: number }>;
type Batch = Readonly<{ shard: string; from: number; to: number }>;

const size = 30;
const plan = (shard: string) =>
  fc.record({
    shard: fc.constant(shard),
    cuts: fc.array(fc.integer({ min: 1, max: size - 1 }), { maxLength: 6 }),
    repeats: fc.array(
      fc.record({
        after: fc.nat({ max: 7 }),
        from: fc.nat({ max: size - 1 }),
        length: fc.integer({ min: 1, max: size }),
      }),
      { maxLength: 6 },
    ),
  });

/** The first way through in its order, each batch followed by repetitions of anything that has been handed out by then. */
function batchesOf({ shard, cuts, repeats }: Plan): readonly Batch[] {
  const ends = [...new Set([...cuts, size])].sort((one, other) => one - other);
  return ends.flatMap((to, index) => [
    { shard, from: ends[index - 1] ?? 0, to },
    ...repeats
      .filter(({ after, from }) => after === index && from < to)
      .map(({ from, length }) => ({ shard, from, to: Math.min(to, from + length) })),
  ]);
}

/** One after the other, each list in its order, as chance has it. */
function interleaved(lists: readonly (readonly Batch[])[], choices: readonly number[]): readonly Batch[] {
  const left = lists.map((list) => [...list]);
  const order: Batch[] = [];
  for (let turn = 0; left.some((list) => list.length > 0); turn += 1) {
    const open = left.filter((list) => list.length > 0);
    order.push(...(open[(choices[turn % choices.length] ?? 0) % open.length]?.splice(0, 1) ?? []));
  }
  return order;
}

describe('a page of statistics', () => {
  const all = Array.from({ length: size }, (_, index) => count(index * 37));
  const sum = all.reduce((total, { counters }) => addCounters(total, counters), noCounters);

  test('counts each change once, however batches are cut, repeated and interleaved', () => {
    fc.assert(
      fc.property(plan('a'), plan('b'), fc.array(fc.nat(), { minLength: 1 }), (one, other, choices) => {
        let page: StatisticsPage = emptyPage;
        for (const { shard, from, to } of interleaved([batchesOf(one), batchesOf(other)], choices)) {
          page = countOnPage(page, { name: pageOf('wh'), shard, counts: all.slice(from, to) }) ?? page;
        }
        expect(countersOn(page, 'wh')).toEqual(addCounters(sum, sum));
      }),
    );
  });

  test('is not written again for what it has counted', () => {
    const counts = { name: pageOf('wh'), shard: 'a', counts: all };
    const page = countOnPage(emptyPage, counts);
    expect(page).toBeDefined();
    expect(page && countOnPage(page, counts)).toBeUndefined();
  });

  test('counts all webhooks of a space together where that is what it is for', () => {
    const counts = [count(1, 'one'), count(2, 'other')];
    const page = countOnPage(emptyPage, { name: pageOf(undefined), shard: 'a', counts }) ?? emptyPage;
    expect(countersOn(page, undefined)).toMatchObject({ delivered: 2 });
    expect(Object.keys(page.counters)).toHaveLength(1);
  });

  test('takes no more webhooks than an item holds, and goes on counting those it has', () => {
    const counts = Array.from({ length: 1_001 }, (_, index) => count(index, `wh-${index}`));
    const page = countOnPage(emptyPage, { name: '00', shard: 'a', counts: [...counts, count(5_000, 'wh-0')] });
    expect(Object.keys(page?.counters ?? {})).toHaveLength(1_000);
    expect(page && countersOn(page, 'wh-0')).toMatchObject({ delivered: 2 });
  });

  test('forgets a webhook', () => {
    const counts = [count(1, 'kept'), count(2, 'gone')];
    const page = countOnPage(emptyPage, { name: '00', shard: 'a', counts }) ?? emptyPage;
    const after = withoutWebhook(page, 'gone');
    expect(after?.counters).toEqual({ kept: counts[0]?.counters });
    expect(after?.countedTo).toEqual(page.countedTo);
    expect(after && withoutWebhook(after, 'gone')).toBeUndefined();
  });
});
