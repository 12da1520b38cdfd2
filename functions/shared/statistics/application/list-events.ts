import { type DeliveryRef, type DeliveryStore, refKey, refOf } from '../../deliveries/application/ports.ts';
import type { DeliveryStatus } from '../../deliveries/domain/delivery.ts';
import { type EventStore, type EventSummary, storedEventKey } from '../../events/application/ports.ts';
import { deliveryId, deliveryTime } from '../../events/domain/delivery-id.ts';
import type { TargetFinder } from '../../platform/application/ports.ts';
import { readTargetName, type Target } from '../../platform/domain/target.ts';
import type { EventEntry, TimeIndex, TimeIndexQuery } from './ports.ts';

export type ListEventsPorts = Readonly<{
  deliveries: DeliveryStore;
  events: EventStore;
  targets: TargetFinder;
  eventIndex: TimeIndex<EventEntry>;
}>;

/** The number of an event's deliveries by status. */
type DeliveryCounts = Readonly<Record<DeliveryStatus, number>>;

export type ListedEvent = Readonly<{
  id: string;
  type: string;
  time: string;
  receivedAt: string;
  deliveryCounts: DeliveryCounts;
  /** There are more deliveries than were counted. */
  hasMoreDeliveries: boolean;
}>;

export type EventPage = Readonly<{ items: readonly ListedEvent[]; next: string | undefined }>;

type Summarized = Readonly<{ entry: EventEntry; summary: EventSummary }>;

/** Most deliveries whose records are read for one page: a page of events for many webhooks is a short one. */
const maxDeliveries = 1_000;

/** Lists a space's events, newest first, with the statuses of the deliveries of each fan-out's first page. */
export async function listEvents(ports: ListEventsPorts, query: TimeIndexQuery): Promise<EventPage> {
  const { space } = query;
  const { entries, next } = await ports.eventIndex.list(query);
  const summaries = await ports.events.summaries(entries.map((entry) => ({ space, ...entry })));
  const listed = entries.flatMap((entry): Summarized[] => {
    const summary = summaries.get(storedEventKey({ space, ...entry }));
    return summary === undefined ? [] : [{ entry, summary }];
  });
  const page = listed.slice(0, countFittingEvents(listed));
  const isCut = page.length < listed.length;
  return { items: await countDeliveries(ports, { space, page }), next: isCut ? page.at(-1)?.entry.key : next };
}

/** As many of the first events as have no more deliveries together than one page reads; at least one. */
function countFittingEvents(listed: readonly Summarized[]): number {
  let deliveries = 0;
  const end = listed.findIndex(({ summary }, index) => {
    deliveries += summary.targets.length;
    return index > 0 && deliveries > maxDeliveries;
  });
  return end === -1 ? listed.length : end;
}

async function countDeliveries(
  { deliveries, targets: finder }: ListEventsPorts,
  { space, page }: Readonly<{ space: string; page: readonly Summarized[] }>,
): Promise<readonly ListedEvent[]> {
  const names = [...new Set(page.flatMap(({ summary }) => summary.targets))];
  const existing = new Set((await finder.existing(space, names.map(readTargetName))).map(nameOf));
  const refs = page.map(({ entry, summary }) =>
    summary.targets
      .map(readTargetName)
      .filter((target) => existing.has(nameOf(target)))
      .map((target) => refTo(target, entry)),
  );
  const all = refs.flat();
  const found = all.length === 0 ? [] : await deliveries.find(all);
  const statuses = new Map(found.map((delivery) => [refKey(refOf(delivery)), delivery.status]));
  return page.map(({ entry, summary }, index) => ({
    id: entry.eventId,
    type: entry.eventType,
    time: new Date(deliveryTime(entry.key)).toISOString(),
    receivedAt: summary.receivedAt,
    // A delivery in progress that has no record yet is pending.
    deliveryCounts: countStatuses((refs[index] ?? []).map((ref) => statuses.get(refKey(ref)) ?? 'pending')),
    hasMoreDeliveries: summary.hasMoreTargets,
  }));
}

const nameOf = ({ kind, id }: Target): string => `${kind} ${id}`;

function refTo({ kind, id }: Target, { key, envelopeId }: EventEntry): DeliveryRef {
  const delivery = deliveryId({ envelopeId, targetId: id, time: new Date(deliveryTime(key)) });
  return kind === 'rule' ? { ruleId: id, deliveryId: delivery } : { webhookId: id, deliveryId: delivery };
}

function countStatuses(statuses: readonly DeliveryStatus[]): DeliveryCounts {
  const counts: Record<DeliveryStatus, number> = {
    pending: 0,
    retrying: 0,
    held: 0,
    succeeded: 0,
    failed: 0,
    exhausted: 0,
    discarded: 0,
  };
  for (const status of statuses) counts[status] += 1;
  return counts;
}
