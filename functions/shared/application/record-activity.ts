import type { Delivery } from '../domain/delivery.ts';
import { countsOf } from '../domain/statistics.ts';
import type { StatisticsStore } from './ports/statistics-store.ts';

/** A write to a delivery's record, with its place in its shard of the table's stream. */
export type DeliveryChange = Readonly<{ sequence: string; before: Delivery | undefined; after: Delivery }>;

export type ShardChanges = Readonly<{ shard: string; changes: readonly DeliveryChange[] }>;

export type ActivityPorts = Readonly<{ statistics: StatisticsStore }>;

/** Counts what the changes tell. All of it may be done again, from wherever it stopped. */
export async function recordActivity({ statistics }: ActivityPorts, { shard, changes }: ShardChanges): Promise<void> {
  const counts = changes.flatMap(({ sequence, ...change }) =>
    countsOf(change).map((count) => ({ ...count, sequence })),
  );
  if (counts.length > 0) await statistics.count({ shard, counts });
}
