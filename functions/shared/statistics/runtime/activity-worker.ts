import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { streamWorker } from '../../platform/runtime/stream-worker.ts';
import type { Observers } from '../../platform/runtime/worker-observers.ts';
import { readTableChange } from '../adapters/table-changes.ts';
import { type ActivityPorts, recordActivity, type TableChange } from '../application/record-activity.ts';

/** Counts the outcomes of deliveries, and lists them and events by space, from the table's stream. */
export function activityWorker(observers: Observers, ports: ActivityPorts) {
  /** A change that cannot be parsed would block its shard for hours if it failed the batch. */
  const read = (record: unknown): readonly TableChange[] => {
    try {
      return [readTableChange(record)];
    } catch (error) {
      observers.logger.error('Change of the table is invalid; it is skipped', { error: nameOf(error) });
      observers.metrics.addMetric('ChangesUnread', MetricUnit.Count, 1);
      return [];
    }
  };
  return streamWorker({
    ...observers,
    work: ({ shard, records }) => recordActivity(ports, { shard, changes: records.flatMap(read) }),
  });
}

/** Never the content of the record. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
