import { describe, expect, test } from '@jest/globals';
import type { Attempt, Delivery } from '../../../functions/shared/deliveries/domain/delivery.ts';
import {
  type Counters,
  countsOf,
  noCounters,
  statisticsBuckets,
} from '../../../functions/shared/statistics/domain/statistics.ts';
import { aDelivery } from '../../support/records/delivery.ts';

const attempt = (number: number, changes: Partial<Attempt> = {}): Attempt => ({
  number,
  startedAt: '2026-01-01T00:59:58.000Z',
  durationMs: 100,
  reason: 'It answered.',
  ...changes,
});

const delivery = (changes: Partial<Delivery>) =>
  aDelivery({ space: 'acme', webhookId: 'wh', updatedAt: '2026-01-01T01:00:01.000Z', ...changes });

const counted = (before: Delivery | undefined, after: Delivery) =>
  countsOf({ before, after }).map(({ webhookId, hour, counters: { durations: _, ...counters } }) => ({
    webhookId,
    hour: hour.slice(11, 16),
    ...counters,
  }));

const none = { delivered: 0, failedAttempts: 0, exhausted: 0 };

describe('what a write to a record adds', () => {
  test('is its first attempt, in the hour of the write', () => {
    const after = delivery({ status: 'succeeded', attempts: [attempt(1)] });
    expect(counted(undefined, after)).toEqual([{ ...none, webhookId: 'wh', hour: '01:00', delivered: 1 }]);
  });

  test('are the attempts that it did not hold before, also when it no longer holds all', () => {
    const failed = { failure: 'server_error', status: 500 } as const;
    const before = delivery({ status: 'retrying', attempts: [attempt(1, failed), attempt(70, failed)] });
    const after = delivery({ status: 'exhausted', attempts: [attempt(1, failed), attempt(71, failed)] });
    expect(counted(before, after)).toEqual([
      { ...none, webhookId: 'wh', hour: '01:00', failedAttempts: 1 },
      { ...none, webhookId: 'wh', hour: '01:00', exhausted: 1 },
    ]);
  });

  test('is nothing when a delivery is put to wait, released, or written again at its end', () => {
    const waiting = delivery({ status: 'retrying', attempts: [attempt(1)] });
    expect(counted(waiting, { ...waiting, status: 'held' })).toEqual([]);
    const ended = delivery({ status: 'exhausted', attempts: [attempt(1)] });
    expect(counted(ended, ended)).toEqual([]);
    expect(counted(undefined, delivery({ status: 'discarded', attempts: [] }))).toEqual([]);
  });

  test("counts a rule's step for the webhook that was called, and its end for the one it is at", () => {
    const after = delivery({
      webhookId: 'second',
      status: 'exhausted',
      attempts: [attempt(1, { webhookId: 'first' })],
    });
    expect(counted(undefined, after)).toMatchObject([
      { webhookId: 'first', delivered: 1 },
      { webhookId: 'second', exhausted: 1 },
    ]);
  });
});

describe('buckets', () => {
  const from = Date.parse('2026-01-01T00:00:00Z');
  const one: Counters = { ...noCounters, delivered: 2, durations: { 0: 2 } };

  test('are there for every hour, also for those without an attempt', () => {
    const hours = new Map([['2026-01-01T01:00:00.000Z', one]]);
    const until = Date.parse('2026-01-01T02:10:00Z');
    expect(statisticsBuckets(hours, { from, until, interval: 'hour' })).toEqual([
      { start: '2026-01-01T00:00:00.000Z', ...none, p50Ms: null, p95Ms: null },
      { start: '2026-01-01T01:00:00.000Z', ...none, delivered: 2, p50Ms: 1, p95Ms: 1 },
      { start: '2026-01-01T02:00:00.000Z', ...none, p50Ms: null, p95Ms: null },
    ]);
  });

  test('of days are the sums of their hours', () => {
    const hours = new Map(['01T03', '01T23', '02T00'].map((hour) => [`2026-01-${hour}:00:00.000Z`, one]));
    const until = Date.parse('2026-01-03T00:00:00Z');
    const buckets = statisticsBuckets(hours, { from, until, interval: 'day' });
    expect(buckets.map(({ start, delivered }) => [start.slice(0, 10), delivered])).toEqual([
      ['2026-01-01', 4],
      ['2026-01-02', 2],
    ]);
  });
});
