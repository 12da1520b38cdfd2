import type { DeliveryStore, WaitItems } from '../../deliveries/application/ports.ts';
import { endWithoutAttempt } from '../../deliveries/domain/delivery-course.ts';
import type { WaitItem } from '../../deliveries/domain/wait-item.ts';
import type { LaneWebhook } from '../../webhooks/application/ports.ts';
import { retryWindowSeconds } from '../../webhooks/domain/retry-schedule.ts';
import { afterProbe, type Circuit, closedCircuit, withoutProbe } from '../domain/circuit.ts';
import { maxConcurrency, raisedConcurrency } from '../domain/concurrency.ts';
import { earliest, type Lane } from '../domain/lane.ts';
import { maxQueueLengthOfPartition, type WakeResult } from '../domain/lane-wake.ts';
import { leaseMs } from '../domain/lease.ts';
import { rateLimitOf } from '../domain/slowness.ts';
import { endDeliveries, endsPerBatch } from './end-deliveries.ts';
import { type RetentionWalkPorts, walkWaitingDeliveries } from './extend-retention.ts';
import { dueTime, type LaneContents, readLaneContents, waitingItems } from './lane-contents.ts';
import type { DeliveryResults } from './ports.ts';
import { type ReleaseItemsPorts, releaseItems } from './release-items.ts';
import { advanceReplay, cancelReplays, type ReplayPorts } from './replay-deliveries.ts';

export type ReleasePorts = ReplayPorts &
  RetentionWalkPorts &
  ReleaseItemsPorts &
  Readonly<{
    waits: WaitItems;
    deliveries: DeliveryStore;
    results: DeliveryResults;
    report: Readonly<{
      /** The data that waiting deliveries need could not be kept from expiring; it is tried again. */
      retentionNotExtended(fact: Readonly<{ error: unknown }>): void;
    }>;
  }>;

/** Scheduled retries that one wake sends to a failing endpoint, as probes. */
const retriesWhileOpen = 5;
/** Time between wakes while such retries wait for their turn. */
const probeSleepMs = 5_000;
/** A webhook with a rate limit, or a slow one, is released the deliveries of this many seconds, spread over them. */
const rateLimitedSeconds = 10;
const nextBatchMs = 1_000;

/** A consistent view of a lane and its webhook. `now` is in milliseconds since 1970. */
export type LaneView = Readonly<{ lane: Lane; webhook: LaneWebhook | undefined; now: number }>;
type Batch = LaneView & Readonly<{ contents: LaneContents }>;

/** `isDraining`: more deliveries wait that may be sent within this wake. */
export type BatchOutcome = Readonly<{ isDraining: boolean; result: WakeResult }>;

/** Releases, holds or ends the lane's deliveries once, as its webhook, circuit and concurrency limit allow. */
export async function releaseBatch(ports: ReleasePorts, view: LaneView): Promise<BatchOutcome> {
  const limit = Math.max(view.lane.concurrency, endsPerBatch) + 1;
  const batch = { ...view, contents: await readLaneContents(ports.waits, { ...view, limit }) };
  switch (view.webhook?.status) {
    case undefined:
      return discardAll(ports, batch, 'The webhook was deleted.');
    case 'disabled':
      return discardAll(ports, batch, 'The webhook was disabled.');
    case 'paused':
      return withExtendedRetention(ports, batch, hold(batch));
    case 'enabled':
      return withExtendedRetention(
        ports,
        batch,
        await (view.lane.circuit.state === 'open' ? probe(ports, batch) : drain(ports, batch)),
      );
  }
}

/** Keeps waiting deliveries' data from expiring. If it fails, the next wake tries again: half of the time is left. */
async function withExtendedRetention(ports: ReleasePorts, batch: Batch, outcome: BatchOutcome): Promise<BatchOutcome> {
  const { lane, now, contents } = batch;
  if (waitingItems(contents).length === 0) return outcome;
  try {
    const retentionWalk = await walkWaitingDeliveries(ports, lane, now);
    return { ...outcome, result: { ...outcome.result, retentionWalk } };
  } catch (error) {
    ports.report.retentionNotExtended({ error });
    return outcome;
  }
}

/** The result of a batch that does nothing. */
function unchangedResult({ contents, lane }: Batch): WakeResult {
  const { parked, soon, later, inFlight, delayed } = contents;
  const sizes = Map.groupBy([...parked, ...soon, ...later], ({ partition }) => partition).values();
  return {
    nextDueAt: dueTime([...soon, ...later][0]),
    leasedUntil: dueTime([...inFlight, ...delayed][0]),
    parked: parked.length > 0,
    held: false,
    circuit: lane.circuit,
    concurrency: lane.concurrency,
    isCrowded: [...sizes].some((items) => items.length > maxQueueLengthOfPartition),
    endedReplays: [],
  };
}

/** No delivery of a paused webhook is sent. Its endpoint is tried again when it is resumed. */
function hold(batch: Batch): BatchOutcome {
  const held = waitingItems(batch.contents).length > 0 || batch.lane.replays.length > 0;
  const result = { ...unchangedResult(batch), nextDueAt: undefined, circuit: closedCircuit, held };
  return { isDraining: false, result };
}

/**
 * The endpoint succeeds: due deliveries are sent, longest waiting first, as far as the concurrency limit allows; if that
 * leaves room, also those that fall due soon.
 */
async function drain(ports: ReleasePorts, batch: Batch): Promise<BatchOutcome> {
  const { lane, webhook, contents, now } = batch;
  const unchanged = unchangedResult(batch);
  const perSecond = rateLimitOf(webhook?.rateLimit?.perSecond, lane.slowness, now);
  const limit = perSecond === undefined ? lane.concurrency : Math.min(maxConcurrency, perSecond * rateLimitedSeconds);
  const due = [...contents.lost, ...sortedByAge([...contents.due, ...contents.parked])];
  // Deliveries that are released but not due do not delay those that are due.
  const allowed = due.slice(0, Math.max(0, limit - contents.inFlight.length));
  const room = limit - contents.inFlight.length - contents.delayed.length - allowed.length;
  const ahead = contents.soon.slice(0, Math.max(0, room));
  const items = [...allowed, ...ahead];
  const released = await releaseItems(ports, { ...batch, items, bypassCircuit: false, perSecond });
  const replay = await advanceReplay(ports, { lane, now, hasRoom: due.length < limit });
  const isLeft = due.length > allowed.length || released.left > 0 || replay.more;
  const [next] = [...contents.soon.slice(ahead.length), ...contents.later];
  return {
    isDraining: isLeft && perSecond === undefined,
    result: {
      ...unchanged,
      nextDueAt: dueTime(next),
      leasedUntil: earliest(unchanged.leasedUntil, released.until),
      moreAt: isLeft ? now + (perSecond === undefined ? nextBatchMs : rateLimitedSeconds * 1000) : replay.waitsUntil,
      parked: contents.parked.length > countParked(allowed),
      concurrency: concurrencyAfter(batch, { wanted: due.length, allowed: allowed.length }),
      endedReplays: replay.done,
    },
  };
}

/** The limit rises if more waits and the endpoint keeps up: most of what the previous batch released has ended. */
function concurrencyAfter(
  { lane, contents }: Batch,
  { wanted, allowed }: Readonly<{ wanted: number; allowed: number }>,
): number {
  const keepsUp = contents.inFlight.length <= lane.concurrency / 2;
  return wanted > allowed && keepsUp ? raisedConcurrency(lane.concurrency) : lane.concurrency;
}

/** The endpoint fails: a few scheduled retries are sent, or at times one parked delivery; either is a probe. */
async function probe(ports: ReleasePorts, batch: Batch): Promise<BatchOutcome> {
  const { lane, contents, now } = batch;
  const unchanged = unchangedResult(batch);
  const inProgress = contents.inFlight.length + contents.delayed.length;
  const due = [...contents.lost, ...contents.due];
  const retries = due.slice(0, Math.max(0, retriesWhileOpen - inProgress));
  const isProbeDue = lane.circuit.state === 'open' && lane.circuit.probeAt <= now;
  const canProbe = isProbeDue && inProgress === 0;
  const probes = retries.length === 0 && canProbe ? contents.parked.slice(0, 1) : retries;
  const released = await releaseItems(ports, { ...batch, items: probes, bypassCircuit: true });
  const expired = await expireParked(ports, batch, probes);
  // A replay continues while the endpoint fails; otherwise there might be no delivery that could be a probe.
  const hasRoom = canProbe && contents.parked.length === 0;
  const replay = await advanceReplay(ports, { lane, now, hasRoom });
  const isLeft = due.length > retries.length || released.left > 0 || expired.more;
  return {
    isDraining: false,
    result: {
      ...unchanged,
      leasedUntil: earliest(unchanged.leasedUntil, released.until),
      moreAt: isLeft ? now + probeSleepMs : replay.waitsUntil,
      parked: contents.parked.length > countParked(probes) || replay.more,
      circuit: circuitAfter(lane.circuit, { probes: released.count, isProbeDue, now }),
      endedReplays: replay.done,
    },
  };
}

function circuitAfter(
  circuit: Circuit,
  { probes, isProbeDue, now }: Readonly<{ probes: number; isProbeDue: boolean; now: number }>,
): Circuit {
  if (probes > 0) return afterProbe(circuit, now);
  return isProbeDue ? withoutProbe(circuit, now) : circuit;
}

function countParked(items: readonly WaitItem[]): number {
  return items.filter(({ queue }) => queue === 'parked').length;
}

function sortedByAge(items: readonly WaitItem[]): readonly WaitItem[] {
  return items.toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : one.dueAt > other.dueAt ? 1 : 0));
}

/** Ends deliveries that were parked while the endpoint was down for all of the 36 hours. */
async function expireParked(
  ports: ReleasePorts,
  { lane, webhook, contents, now }: Batch,
  probes: readonly WaitItem[],
): Promise<Readonly<{ more: boolean }>> {
  const limit = now - retryWindowSeconds * 1000;
  if (!webhook || lane.circuit.state !== 'open' || lane.circuit.openedAt > limit) return { more: false };
  const expired = contents.parked.filter((item) => Date.parse(item.dueAt) <= limit && !probes.includes(item));
  const items = expired.slice(0, endsPerBatch);
  const reason = 'The endpoint failed during all of the 36 hours; the delivery was not sent.';
  const { failed } = await endDeliveries(ports, items, {
    now,
    keepsUnrecorded: () => true,
    end: (before) => endWithoutAttempt(before, { status: 'exhausted', reason, now }),
    // Published before the record: no message would be repeated after a crash in between.
    before: (ended) =>
      ports.results.publish(ended.map((delivery) => ({ kind: 'delivery.exhausted', delivery, webhook }))),
  });
  return { more: expired.length > items.length || failed > 0 };
}

/** Nothing is sent any more; an attempt in progress may still be recorded. */
async function discardAll(ports: ReleasePorts, batch: Batch, reason: string): Promise<BatchOutcome> {
  const { contents, lane, webhook, now } = batch;
  const waiting = waitingItems(contents);
  const items = waiting.slice(0, endsPerBatch);
  const { failed, unrecorded } = await endDeliveries(ports, items, {
    now,
    // Of a deleted webhook no record is kept, and its records are being deleted; an execution belongs to the rule.
    keepsUnrecorded: ({ ruleId }) => webhook !== undefined || ruleId !== undefined,
    end: (before) => endWithoutAttempt(before, { status: 'discarded', reason, now }),
    before: async () => {},
  });
  await cancelReplays(ports, lane, now);
  const isLeft = waiting.length > items.length || failed > 0;
  const recheckAt = unrecorded > 0 ? now + leaseMs : undefined;
  return {
    isDraining: isLeft,
    result: {
      ...unchangedResult(batch),
      nextDueAt: undefined,
      moreAt: isLeft ? now + nextBatchMs : recheckAt,
      parked: false,
      circuit: closedCircuit,
      endedReplays: lane.replays.map(({ id }) => id),
    },
  };
}
