import type { DeliveryStore, StepAnswers, WaitCursor, WaitItems } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { iso } from '../../deliveries/domain/delivery-course.ts';
import type { EventStore } from '../../events/application/ports.ts';
import type { Clock } from '../../platform/application/ports.ts';
import type { Keeping, Lane } from '../domain/lane.ts';

export type KeepPorts = Readonly<{ events: Pick<EventStore, 'keep'>; answers: Pick<StepAnswers, 'keep'> }>;

/**
 * Ensures that the data of waiting deliveries does not expire: their events, and for rules the answers of earlier
 * steps. Called whenever a delivery is put into a queue, and from time to time while it waits. Data that has been
 * stored for less than half of the retention needs no call: a retry is due within 36 hours, half of the shortest
 * retention (lib/stage-settings.ts).
 */
export async function keepNeeded({ events, answers }: KeepPorts, waiting: readonly Delivery[]): Promise<void> {
  if (waiting.length === 0) return;
  const distinct = new Map(
    waiting.map(({ space, eventId, envelopeId, createdAt: since }) => [
      `${space} ${envelopeId}`,
      { space, eventId, envelopeId, since },
    ]),
  );
  await events.keep([...distinct.values()]);
  const ofRules = waiting.flatMap(({ id: executionId, execution, createdAt: since }) =>
    execution && execution.answers.length > 0
      ? [{ ruleId: execution.ruleId, executionId, names: execution.answers, since }]
      : [],
  );
  if (ofRules.length > 0) await answers.keep(ofRules);
}

/**
 * Time from the end of a walk to the next one. Items that were put later are left to the next: within two walks, a day,
 * nothing expires that had 36 hours left when it was put, half of the shortest retention.
 */
const walkEveryMs = 12 * 60 * 60 * 1000;
/** Items in one step of a walk. */
const itemsPerStep = 1_000;
/** A wake walks for this time, in ms, and the next one continues: some 50,000 items, for a paused lane each hour. */
const walksForMs = 5_000;

export type WalkPorts = KeepPorts &
  Readonly<{ clock: Clock; waits: WaitItems; deliveries: Pick<DeliveryStore, 'find'> }>;

/**
 * Walks through a lane's wait items, when a walk is due, and keeps the data of those that have waited for long. Returns
 * its progress; undefined if no walk is due.
 */
export async function keepWaiting(ports: WalkPorts, lane: Lane, now: number): Promise<Keeping | undefined> {
  const { keeping = { doneAt: 0 } } = lane;
  if (keeping.cursor === undefined && keeping.doneAt > now - walkEveryMs) return undefined;
  const stopsAt = ports.clock.now().getTime() + walksForMs;
  let { cursor } = keeping;
  do {
    cursor = await walkStep(ports, { lane, before: iso(now - walkEveryMs), cursor });
  } while (cursor !== undefined && ports.clock.now().getTime() < stopsAt);
  return cursor === undefined ? { doneAt: now } : { ...keeping, cursor };
}

type Step = Readonly<{ lane: Lane; before: string; cursor: WaitCursor | undefined }>;

/** Returns where the next step begins, if there is one. */
async function walkStep(ports: WalkPorts, { lane, before, cursor }: Step): Promise<WaitCursor | undefined> {
  const { webhookId, partitions } = lane;
  const { items, next } = await ports.waits.walk({ webhookId, partitions, limit: itemsPerStep, cursor });
  const old = items.filter(({ writtenAt }) => writtenAt <= before);
  const distinct = new Map(old.map((item) => [`${item.ruleId} ${item.deliveryId}`, item]));
  if (distinct.size > 0) await keepNeeded(ports, await ports.deliveries.find([...distinct.values()]));
  return next;
}
