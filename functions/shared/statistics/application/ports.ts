import type { Counters } from '../domain/statistics.ts';
import type { SequencedCount } from '../domain/statistics-page.ts';

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

/** A line of a list of a whole space. */
export type IndexEntry = Readonly<{
  /** A ULID of the event's time; identifies the line in its list. */
  key: string;
  eventType: string;
}>;

/** A delivery to a webhook, by its id. */
export type DeliveryEntry = IndexEntry & Readonly<{ webhookId: string }>;

export type EventEntry = IndexEntry & Readonly<{ eventId: string; envelopeId: string }>;

/** A line to be added to a space's list. */
export type Indexed<Entry extends IndexEntry> = Readonly<{ space: string; entry: Entry }>;

export type TimeIndexQuery = Readonly<{
  space: string;
  limit: number;
  /** The key to continue after. */
  after?: string | undefined;
  eventType?: string | undefined;
  /** By the time of the event: from then on, and before then. */
  since?: string | undefined;
  until?: string | undefined;
}>;

/** `next` is the key to continue after, absent at the end; a page may have fewer than `limit` lines before the end. */
export type TimeIndexPage<Entry extends IndexEntry> = Readonly<{ entries: readonly Entry[]; next: string | undefined }>;

/** Lists records from all partitions, by space and time. A listed record may be gone by now. */
export interface TimeIndex<Entry extends IndexEntry> {
  /** Safe to repeat, also in parts. Throws if a line could not be written. */
  add(lines: readonly Indexed<Entry>[]): Promise<void>;
  /** Newest first, each line once. */
  list(query: TimeIndexQuery): Promise<TimeIndexPage<Entry>>;
}
