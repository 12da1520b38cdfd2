import type { Delivery } from './delivery.ts';
import { addHistograms, type DurationHistogram, histogramOf, noDurations, percentile } from './duration-histogram.ts';
import { attemptCount } from './kept-attempts.ts';

/** What is counted of deliveries, for any span of time. */
export type Counters = Readonly<{
  /** Attempts that the endpoint accepted. */
  delivered: number;
  failedAttempts: number;
  /** Deliveries that were given up after their last attempt. */
  exhausted: number;
  /** Of all attempts. */
  durations: DurationHistogram;
}>;

/** What one write to one delivery's record adds to a webhook's counters. */
export type Count = Readonly<{ space: string; webhookId: string; hour: string; counters: Counters }>;

export const statisticsIntervals = ['hour', 'day'] as const;
export type StatisticsInterval = (typeof statisticsIntervals)[number];

/** One span of a chart; percentiles are null when there was no attempt. */
export type StatisticsBucket = Readonly<{
  start: string;
  delivered: number;
  failedAttempts: number;
  exhausted: number;
  p50Ms: number | null;
  p95Ms: number | null;
}>;

const hourMs = 60 * 60 * 1000;
const intervalMs: Readonly<Record<StatisticsInterval, number>> = { hour: hourMs, day: 24 * hourMs };

export const noCounters: Counters = { delivered: 0, failedAttempts: 0, exhausted: 0, durations: noDurations };

export function addCounters(one: Counters, other: Counters): Counters {
  return {
    delivered: one.delivered + other.delivered,
    failedAttempts: one.failedAttempts + other.failedAttempts,
    exhausted: one.exhausted + other.exhausted,
    durations: addHistograms(one.durations, other.durations),
  };
}

/** The beginning of the span in UTC that a time lies in, in milliseconds since 1970. */
export function intervalStart(time: number, interval: StatisticsInterval): number {
  return Math.floor(time / intervalMs[interval]) * intervalMs[interval];
}

/** Names an hour; in the order of time. */
export function hourOf(time: number): string {
  return new Date(intervalStart(time, 'hour')).toISOString();
}

/**
 * What a write to a delivery's record adds: the attempts that are new in it, each for the webhook that was called, and
 * the end of those that were given up. All of it counts in the hour of the write.
 */
export function countsOf({
  before,
  after,
}: Readonly<{ before: Delivery | undefined; after: Delivery }>): readonly Count[] {
  const { space } = after;
  const hour = hourOf(Date.parse(after.updatedAt));
  const known = before === undefined ? 0 : attemptCount(before);
  const attempts = after.attempts.filter(({ number }) => number > known);
  const isGivenUp = after.state === 'exhausted' && before?.state !== 'exhausted';
  return [
    ...attempts.map(({ webhookId = after.webhookId, failure, durationMs }) => ({
      space,
      webhookId,
      hour,
      counters: {
        ...noCounters,
        ...(failure === undefined ? { delivered: 1 } : { failedAttempts: 1 }),
        durations: histogramOf([durationMs]),
      },
    })),
    ...(isGivenUp ? [{ space, webhookId: after.webhookId, hour, counters: { ...noCounters, exhausted: 1 } }] : []),
  ];
}

/** A span's buckets, one beside the other, also those in which nothing happened. */
export function statisticsBuckets(
  hours: ReadonlyMap<string, Counters>,
  { from, until, interval }: Readonly<{ from: number; until: number; interval: StatisticsInterval }>,
): readonly StatisticsBucket[] {
  const length = intervalMs[interval];
  const count = Math.ceil((until - from) / length);
  const sums = Array.from({ length: count }, () => noCounters);
  for (const [hour, counters] of hours) {
    const index = Math.floor((Date.parse(hour) - from) / length);
    const sum = sums[index];
    if (sum !== undefined) sums[index] = addCounters(sum, counters);
  }
  return sums.map(({ durations, ...counts }, index) => ({
    start: new Date(from + index * length).toISOString(),
    ...counts,
    p50Ms: percentile(durations, 0.5) ?? null,
    p95Ms: percentile(durations, 0.95) ?? null,
  }));
}
