import type { DeliveryStore, StepResponses, WaitCursor, WaitItems } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { iso } from '../../deliveries/domain/delivery-course.ts';
import { itemKey } from '../../deliveries/domain/wait-item.ts';
import type { EventStore } from '../../events/application/ports.ts';
import type { Clock } from '../../platform/application/ports.ts';
import type { Lane, RetentionWalk } from '../domain/lane.ts';

export type RetentionPorts = Readonly<{
  events: Pick<EventStore, 'extendRetention'>;
  stepResponses: Pick<StepResponses, 'extendRetention'>;
}>;

/**
 * Ensures that the data of waiting deliveries does not expire: their events, and for rules the responses to earlier
 * steps. Called whenever a delivery is put into a queue, and from time to time while it waits. Data that has been
 * stored for less than half of the retention needs no call: a retry is due within 36 hours, half of the shortest
 * retention (lib/stage-settings.ts).
 */
export async function extendRetention(
  { events, stepResponses }: RetentionPorts,
  waiting: readonly Delivery[],
): Promise<void> {
  if (waiting.length === 0) return;
  const distinct = new Map(
    waiting.map(({ space, eventId, envelopeId, createdAt: since }) => [
      `${space} ${envelopeId}`,
      { space, eventId, envelopeId, since },
    ]),
  );
  await events.extendRetention([...distinct.values()]);
  const ofRules = waiting.flatMap(({ id: executionId, execution, createdAt: since }) =>
    execution && execution.responseNames.length > 0
      ? [{ ruleId: execution.ruleId, executionId, names: execution.responseNames, since }]
      : [],
  );
  if (ofRules.length > 0) await stepResponses.extendRetention(ofRules);
}

/**
 * Time from the end of a walk to the next one. Items that were put later are left to the next: within two walks, a day,
 * nothing expires that had 36 hours left when it was put, half of the shortest retention.
 */
const walkEveryMs = 12 * 60 * 60 * 1000;
/** Items in one step of a walk. */
const itemsPerStep = 1_000;
/** A wake walks for this time, in ms, and the next one continues: some 50,000 items, for a paused lane each hour. */
const walkBudgetMs = 5_000;

export type RetentionWalkPorts = RetentionPorts &
  Readonly<{ clock: Clock; waits: WaitItems; deliveries: Pick<DeliveryStore, 'find'> }>;

/**
 * Walks through a lane's wait items, when a walk is due, and keeps the data of those that have waited for long. Returns
 * its progress; undefined if no walk is due.
 */
export async function walkWaitingDeliveries(
  ports: RetentionWalkPorts,
  lane: Lane,
  now: number,
): Promise<RetentionWalk | undefined> {
  const { retentionWalk = { doneAt: 0 } } = lane;
  if (retentionWalk.cursor === undefined && retentionWalk.doneAt > now - walkEveryMs) return undefined;
  const stopsAt = ports.clock.now().getTime() + walkBudgetMs;
  let { cursor } = retentionWalk;
  do {
    cursor = await walkStep(ports, { lane, before: iso(now - walkEveryMs), cursor });
  } while (cursor !== undefined && ports.clock.now().getTime() < stopsAt);
  return cursor === undefined ? { doneAt: now } : { ...retentionWalk, cursor };
}

type Step = Readonly<{ lane: Lane; before: string; cursor: WaitCursor | undefined }>;

/** Returns where the next step begins, if there is one. */
async function walkStep(ports: RetentionWalkPorts, { lane, before, cursor }: Step): Promise<WaitCursor | undefined> {
  const { webhookId, partitions } = lane;
  const { items, next } = await ports.waits.walk({ webhookId, partitions, limit: itemsPerStep, cursor });
  const old = items.filter(({ writtenAt }) => writtenAt <= before);
  const distinct = new Map(old.map((item) => [itemKey(item), item]));
  if (distinct.size > 0) await extendRetention(ports, await ports.deliveries.find([...distinct.values()]));
  return next;
}
