import type { Counters } from '../../domain/statistics.ts';
import type { SequencedCount } from '../../domain/statistics-page.ts';

/** Counts of one shard of the table's stream, in the order of the stream. */
export type ShardCounts = Readonly<{ shard: string; counts: readonly SequencedCount[] }>;

export type StatisticsQuery = Readonly<{
  space: string;
  /** Absent for the space as a whole. */
  webhookId?: string | undefined;
  /** Whole hours, from the first until before the second; milliseconds since 1970. */
  from: number;
  until: number;
}>;

/** Counts what becomes of deliveries, by webhook and by space, in hours. */
export interface StatisticsStore {
  /**
   * Adds each count once, however often it comes, as long as those of a shard come in their order the first time.
   * Throws when one could not be written; those that were are known again.
   */
  count(counts: ShardCounts): Promise<void>;
  /** Each hour in which something was counted. */
  hours(query: StatisticsQuery): Promise<ReadonlyMap<string, Counters>>;
}
