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

/** Counts the outcomes of deliveries, by webhook and by space, in hours. */
export interface StatisticsStore {
  /**
   * Adds each count once, even if it is repeated, as long as those of a shard arrive in their order the first time.
   * Throws if one could not be written; those that were written are recognised.
   */
  count(counts: ShardCounts): Promise<void>;
  /** Each hour with a count. */
  hours(query: StatisticsQuery): Promise<ReadonlyMap<string, Counters>>;
}
