import { type FieldError, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import type { Clock } from '../../platform/application/ports.ts';
import {
  intervalStart,
  type StatisticsBucket,
  type StatisticsInterval,
  statisticsBuckets,
} from '../domain/statistics.ts';
import type { StatisticsStore } from './ports.ts';

export type ReadStatisticsPorts = Readonly<{ statistics: StatisticsStore; clock: Clock }>;

export type StatisticsRequest = Readonly<{
  space: string;
  webhookId?: string | undefined;
  interval: StatisticsInterval;
  since?: string | undefined;
  until?: string | undefined;
}>;

export type Statistics = Readonly<{
  interval: StatisticsInterval;
  since: string;
  until: string;
  buckets: readonly StatisticsBucket[];
}>;

const dayMs = 24 * 60 * 60 * 1000;

/** Product contract. */
const storedDays = 30;

/** How far back a chart begins by default. */
const usualSpanMs: Readonly<Record<StatisticsInterval, number>> = { hour: dayMs, day: storedDays * dayMs };

/** Reads the statistics of a webhook or of a space; buckets are whole hours or days, in UTC. */
export async function readStatistics(
  { statistics, clock }: ReadStatisticsPorts,
  { space, webhookId, interval, ...asked }: StatisticsRequest,
): Promise<Outcome<Statistics>> {
  const now = clock.now().getTime();
  const earliest = intervalStart(now - storedDays * dayMs, 'day');
  const until = Math.min(asked.until === undefined ? now : Date.parse(asked.until), now);
  const since = asked.since === undefined ? Math.max(until - usualSpanMs[interval], earliest) : Date.parse(asked.since);
  const errors = spanErrors({ since, until, earliest });
  if (errors.length > 0) return refused({ kind: 'invalid', errors });
  const from = intervalStart(since, interval);
  const hours = await statistics.hours({ space, webhookId, from, until });
  const buckets = statisticsBuckets(hours, { from, until, interval });
  return ok({ interval, since: iso(from), until: iso(until), buckets });
}

const iso = (time: number): string => new Date(time).toISOString();

type Span = Readonly<{ since: number; until: number; earliest: number }>;

function spanErrors({ since, until, earliest }: Span): readonly FieldError[] {
  const limit = `statistics are stored for ${storedDays} days`;
  if (since < earliest) return [{ path: 'since', message: `must be ${iso(earliest)} or later: ${limit}` }];
  if (until <= earliest) return [{ path: 'until', message: `must be later than ${iso(earliest)}: ${limit}` }];
  if (since >= until) return [{ path: 'until', message: 'must be later than since, which must not be in the future' }];
  return [];
}
