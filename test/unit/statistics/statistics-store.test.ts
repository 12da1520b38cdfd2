import { randomBytes } from 'node:crypto';
import type { BatchStatementResponse } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';

import { dynamodbStatisticsStore } from '../../../functions/shared/statistics/adapters/dynamodb-statistics-store.ts';
import { histogramOf } from '../../../functions/shared/statistics/domain/duration-histogram.ts';
import { noCounters } from '../../../functions/shared/statistics/domain/statistics.ts';
import { pageOf, type SequencedCount } from '../../../functions/shared/statistics/domain/statistics-page.ts';
import { furtherTries } from '../../support/counted-backoff.ts';
import { dynamoDbStub } from '../../support/dynamodb-stub.ts';

const hour = '2026-01-01T00:00:00.000Z';

describe('the statistics store, by what it writes', () => {
  let calls: (readonly unknown[])[][];
  beforeEach(() => {
    calls = [];
  });

  /** An empty table that answers each write with this. */
  const storeOn = (answer: BatchStatementResponse, tries = 0) => {
    const table = dynamoDbStub({
      batchGet: async () => ({}),
      batchExecuteStatement: async ({ Statements = [] }) => {
        calls.push(Statements.map(({ Parameters = [] }) => Parameters));
        return { Responses: Statements.map(() => answer) };
      },
      backoff: furtherTries(tries),
    });
    return dynamodbStatisticsStore(table, 'table');
  };

  const count = (changes: Partial<SequencedCount> = {}): SequencedCount => ({
    space: 'acme',
    webhookId: 'wh-1',
    hour,
    sequence: '1',
    counters: { ...noCounters, delivered: 1 },
    ...changes,
  });

  test('keeps pages for 32 days after their hour', async () => {
    await storeOn({}).count({ shard: 'a', counts: [count()] });
    const expiry = Date.parse('2026-02-02T00:00:00Z') / 1000;
    expect(calls.flat().map((parameters) => parameters.at(-1))).toEqual([expiry, expiry]);
  });

  test('fails if a page is not written, so that its changes come again', async () => {
    const counting = storeOn({ Error: { Code: 'ThrottlingError' } }).count({ shard: 'a', counts: [count()] });
    await expect(counting).rejects.toMatchObject({ code: 'ThrottlingError' });
  });

  test('fails if others write a page each time it is tried, as often as there is time', async () => {
    const contended = storeOn({ Error: { Code: 'ConditionalCheckFailed' } }, 2);
    const counting = contended.count({ shard: 'a', counts: [count()] });
    await expect(counting).rejects.toThrow('2 pages of statistics are contended');
    expect(calls).toHaveLength(3);
  });

  test('fits any hour into an item, however many webhooks a page has and however long their attempts take', async () => {
    const buckets = Object.keys(histogramOf(Array.from({ length: 116 }, (_, power) => 1.1 ** power)));
    const counters = (seed: number) => ({
      delivered: 90_000 + seed,
      failedAttempts: 90_000 - seed,
      exhausted: seed,
      durations: Object.fromEntries(buckets.map((bucket, index) => [bucket, (seed * (index + 7)) % 997])),
    });
    const ids = Array.from({ length: 1_500 * 16 }, () => randomBytes(13).toString('hex')).filter(
      (id) => pageOf(id) === pageOf('wh-1'),
    );
    const counts = ids.map((webhookId, seed) => count({ webhookId, sequence: String(seed), counters: counters(seed) }));
    await storeOn({}).count({ shard: 'a', counts });
    const sizes = calls.flat(2).flatMap((value) => (value instanceof Uint8Array ? [value.length] : []));
    expect(sizes).toHaveLength(2);
    // An item has 400 KB (DynamoDB quota), of which its keys and its places in shards take little.
    expect(Math.max(...sizes)).toBeLessThan(390 * 1024);
  });
});
