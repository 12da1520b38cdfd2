import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { attemptCount } from '../../deliveries/domain/stored-attempts.ts';
import { addHistograms, type DurationHistogram, histogramOf, noDurations, percentile } from './duration-histogram.ts';

/** The counts of deliveries, for any period. */
export type Counters = Readonly<{
  /** Attempts that the endpoint accepted. */
  delivered: number;
  failedAttempts: number;
  /** Deliveries that ended after their last attempt had failed. */
  exhausted: number;
  /** Of all attempts. */
  durations: DurationHistogram;
}>;

/** What one write to one delivery's record adds to a webhook's counters. */
export type Count = Readonly<{ space: string; webhookId: string; hour: string; counters: Counters }>;

export const statisticsIntervals = ['hour', 'day'] as const;
export type StatisticsInterval = (typeof statisticsIntervals)[number];

/** One period of a chart; percentiles are null if there was no attempt. */
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

/** The beginning of the period in UTC that contains a time, in milliseconds since 1970. */
export function intervalStart(time: number, interval: StatisticsInterval): number {
  return Math.floor(time / intervalMs[interval]) * intervalMs[interval];
}

/** The name of an hour; names sort by time. */
export function hourOf(time: number): string {
  return new Date(intervalStart(time, 'hour')).toISOString();
}

/**
 * What a write to a delivery's record adds: the attempts that are new in it, each for the webhook that was called, and
 * the end of deliveries whose last attempt failed. All of it counts in the hour of the write.
 */
export function countsOf({
  before,
  after,
}: Readonly<{ before: Delivery | undefined; after: Delivery }>): readonly Count[] {
  const { space } = after;
  const hour = hourOf(Date.parse(after.updatedAt));
  const known = before === undefined ? 0 : attemptCount(before);
  const attempts = after.attempts.filter(({ number }) => number > known);
  const isGivenUp = after.status === 'exhausted' && before?.status !== 'exhausted';
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

/** A period's buckets, one after the other, also those without activity. */
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
