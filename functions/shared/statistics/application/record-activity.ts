import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { isFailure } from '../../deliveries/domain/delivery-course.ts';
import type { StoredEvent } from '../../events/application/ports.ts';
import { deliveryId } from '../../events/domain/delivery-id.ts';
import { countsOf } from '../domain/statistics.ts';
import type { DeliveryEntry, EventEntry, Indexed, StatisticsStore, TimeIndex } from './ports.ts';

/** A write to a delivery's record, with its position in its shard of the table's stream; or to an event. */
export type TableChange =
  | Readonly<{ kind: 'delivery'; sequence: string; before: Delivery | undefined; after: Delivery }>
  | Readonly<{ kind: 'event'; before: StoredEvent | undefined; after: StoredEvent }>;

export type ShardChanges = Readonly<{ shard: string; changes: readonly TableChange[] }>;

export type ActivityPorts = Readonly<{
  statistics: StatisticsStore;
  deliveryIndex: TimeIndex<DeliveryEntry>;
  /** Deliveries that ended without success, at least once: the few that somebody looks for among many. */
  failureIndex: TimeIndex<DeliveryEntry>;
  eventIndex: TimeIndex<EventEntry>;
}>;

/** Counts and lists the changes. Safe to repeat after a crash at any point. */
export async function recordActivity(
  { statistics, deliveryIndex, failureIndex, eventIndex }: ActivityPorts,
  { shard, changes }: ShardChanges,
): Promise<void> {
  const counts = changes.flatMap((change) =>
    change.kind === 'delivery' ? countsOf(change).map((count) => ({ ...count, sequence: change.sequence })) : [],
  );
  await Promise.all([
    statistics.count({ shard, counts }),
    deliveryIndex.add(changes.flatMap(lineOfNewDelivery)),
    failureIndex.add(changes.flatMap(lineOfNewFailure)),
    eventIndex.add(changes.flatMap(lineOfNewEvent)),
  ]);
}

/** The line of a delivery whose first record this is. */
function lineOfNewDelivery(change: TableChange): readonly Indexed<DeliveryEntry>[] {
  return change.kind === 'delivery' && change.before === undefined ? lineOf(change.after) : [];
}

/** The line of a delivery that just ended without success. */
function lineOfNewFailure(change: TableChange): readonly Indexed<DeliveryEntry>[] {
  if (change.kind !== 'delivery' || !isFailure(change.after.status)) return [];
  return change.before?.status === change.after.status ? [] : lineOf(change.after);
}

/** Executions of rules have a list of their own. */
function lineOf({ execution, space, id, eventType, webhookId }: Delivery): readonly Indexed<DeliveryEntry>[] {
  return execution === undefined ? [{ space, entry: { key: id, eventType, webhookId } }] : [];
}

/** The line of an event that was just stored, perhaps in place of an earlier one with the same own id. */
function lineOfNewEvent(change: TableChange): readonly Indexed<EventEntry>[] {
  if (change.kind !== 'event' || change.before?.envelopeId === change.after.envelopeId) return [];
  const { envelopeId, event } = change.after;
  const key = deliveryId({ envelopeId, targetId: '', time: new Date(event.time) });
  return [{ space: event.space, entry: { key, eventType: event.type, eventId: event.id, envelopeId } }];
}
