import type { DeliveryStore, WaitItems } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { endWithoutAttempt, iso } from '../../deliveries/domain/delivery-course.ts';
import { confirm, isAbandoned, leaseOf, type WaitItem } from '../../deliveries/domain/wait-item.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import type { LaneWebhook } from '../../webhooks/application/ports.ts';
import { retryWindowSeconds } from '../../webhooks/domain/retry-schedule.ts';
import { afterProbe, type Circuit, closedCircuit, withoutProbe } from '../domain/circuit.ts';
import {
  type Lane,
  maxConcurrency,
  maxQueueLengthOfPartition,
  raisedConcurrency,
  releaseAheadMs,
  type WakeResult,
} from '../domain/lane.ts';
import { isSlow, rateLimitOf } from '../domain/slowness.ts';
import { type RetentionWalkPorts, walkWaitingDeliveries } from './extend-retention.ts';
import type { DeliveryResults, RetryQueue } from './ports.ts';
import { advanceReplay, cancelReplays, type ReplayPorts } from './replay-deliveries.ts';

export type ReleasePorts = ReplayPorts &
  RetentionWalkPorts &
  Readonly<{
    waits: WaitItems;
    deliveries: DeliveryStore;
    retries: RetryQueue;
    /** For slow webhooks. */
    slowRetries: RetryQueue;
    results: DeliveryResults;
    report: Readonly<{
      /** The data that waiting deliveries need could not be kept from expiring; it is tried again. */
      retentionNotExtended(fact: Readonly<{ error: unknown }>): void;
    }>;
  }>;

/**
 * From the time that a released delivery is due to its record: waiting in the retry queue, and an attempt of 35 s at
 * most. One without an outcome by then is released again. Shorter than the queue's visibility timeout (six times the
 * function's 60 s), so that a crashed attempt's message returns too late to cause a second attempt.
 */
export const leaseMs = 5 * 60 * 1000;
/** Scheduled retries that one wake sends to a failing endpoint, as probes. */
const retriesWhileOpen = 5;
/** Time between wakes while such retries wait for their turn. */
const probeSleepMs = 5_000;
/** A webhook with a rate limit, or a slow one, is released the deliveries of this many seconds, spread over them. */
const rateLimitedSeconds = 10;
/** Deliveries ended in one round. */
const endsPerBatch = 500;
const nextBatchMs = 1_000;

/** The wait items of a lane, by what can be done with them. */
type LaneContents = Readonly<{
  parked: readonly WaitItem[];
  /** Retries that are due, those that fall due within the horizon, and later ones. */
  due: readonly WaitItem[];
  soon: readonly WaitItem[];
  later: readonly WaitItem[];
  /** Leases that have ended, so that their deliveries are to be released again. */
  lost: readonly WaitItem[];
  inFlight: readonly WaitItem[];
  /** Released already, but not due yet. */
  delayed: readonly WaitItem[];
}>;

/** A consistent view of a lane and its webhook. `now` is in milliseconds since 1970. */
export type LaneView = Readonly<{ lane: Lane; webhook: LaneWebhook | undefined; now: number }>;
type Batch = LaneView & Readonly<{ contents: LaneContents }>;

/** `isDraining`: more deliveries wait that may be sent within this wake. */
export type BatchOutcome = Readonly<{ isDraining: boolean; result: WakeResult }>;

/** Does one round of what the lane's webhook, circuit and concurrency allow. */
export async function releaseBatch(ports: ReleasePorts, view: LaneView): Promise<BatchOutcome> {
  const batch = { ...view, contents: await readLaneContents(ports, view) };
  switch (view.webhook?.status) {
    case undefined:
      return discardAll(ports, batch, 'The webhook was deleted.');
    case 'disabled':
      return discardAll(ports, batch, 'The webhook was disabled.');
    case 'paused':
      return extendingRetention(ports, batch, hold(batch));
    case 'enabled':
      return extendingRetention(
        ports,
        batch,
        await (view.lane.circuit.state === 'open' ? probe(ports, batch) : drain(ports, batch)),
      );
  }
}

/** Keeps waiting deliveries' data from expiring. If it fails, the next wake tries again: half of the time is left. */
async function extendingRetention(ports: ReleasePorts, round: Batch, outcome: BatchOutcome): Promise<BatchOutcome> {
  const { lane, now, contents } = round;
  const { parked, due, soon, later, lost } = contents;
  const waiting = parked.length + due.length + soon.length + later.length + lost.length;
  if (waiting === 0) return outcome;
  try {
    const retentionWalk = await walkWaitingDeliveries(ports, lane, now);
    return { ...outcome, result: { ...outcome.result, retentionWalk } };
  } catch (error) {
    ports.report.retentionNotExtended({ error });
    return outcome;
  }
}

async function readLaneContents({ waits }: ReleasePorts, { lane, now }: LaneView): Promise<LaneContents> {
  const { webhookId, partitions } = lane;
  const { parked, scheduled, leased } = await waits.find({
    webhookId,
    partitions,
    limit: Math.max(lane.concurrency, endsPerBatch) + 1,
  });
  // ISO 8601 times in UTC sort as text, which is cheaper than parsing each of thousands.
  const [present, horizonEnds, leasesEnd] = [iso(now), iso(now + releaseAheadMs), iso(now + leaseMs)];
  return {
    parked,
    due: scheduled.filter(({ dueAt }) => dueAt <= present),
    soon: scheduled.filter(({ dueAt }) => dueAt > present && dueAt <= horizonEnds),
    later: scheduled.filter(({ dueAt }) => dueAt > horizonEnds),
    lost: leased.filter(({ dueAt }) => dueAt <= present),
    inFlight: leased.filter(({ dueAt }) => dueAt > present && dueAt <= leasesEnd),
    delayed: leased.filter(({ dueAt }) => dueAt > leasesEnd),
  };
}

/** The result of a round that does nothing. */
function unchangedResult({ contents, lane }: Batch): WakeResult {
  const { parked, soon, later, inFlight, delayed } = contents;
  const sizes = Map.groupBy([...parked, ...soon, ...later], ({ partition }) => partition).values();
  return {
    nextDueAt: timeOf([...soon, ...later][0]),
    leasedUntil: timeOf([...inFlight, ...delayed][0]),
    parked: parked.length > 0,
    held: false,
    circuit: lane.circuit,
    concurrency: lane.concurrency,
    isCrowded: [...sizes].some((items) => items.length > maxQueueLengthOfPartition),
    endedReplays: [],
  };
}

function timeOf(item: WaitItem | undefined): number | undefined {
  return item && Date.parse(item.dueAt);
}

/** No delivery of a paused webhook is sent. Its endpoint is tried again when it is resumed. */
function hold(round: Batch): BatchOutcome {
  const { parked, due, soon, later, lost } = round.contents;
  const waiting = parked.length + due.length + soon.length + later.length + lost.length;
  const held = waiting > 0 || round.lane.replays.length > 0;
  return {
    isDraining: false,
    result: { ...unchangedResult(round), nextDueAt: undefined, circuit: closedCircuit, held },
  };
}

/**
 * The endpoint answers: due deliveries are sent, longest waiting first, as far as the concurrency allows; if that leaves room,
 * those that fall due within the horizon.
 */
async function drain(ports: ReleasePorts, round: Batch): Promise<BatchOutcome> {
  const { lane, webhook, contents, now } = round;
  const perSecond = rateLimitOf(webhook?.rateLimit?.perSecond, lane.slowness, now);
  const concurrency =
    perSecond === undefined ? lane.concurrency : Math.min(maxConcurrency, perSecond * rateLimitedSeconds);
  const due = [...contents.lost, ...oldestFirst([...contents.due, ...contents.parked])];
  // Deliveries that are released but not due do not delay those that are due.
  const allowed = due.slice(0, Math.max(0, concurrency - contents.inFlight.length));
  const room = concurrency - contents.inFlight.length - contents.delayed.length - allowed.length;
  const ahead = contents.soon.slice(0, Math.max(0, room));
  const released = await release(ports, round, { items: [...allowed, ...ahead], bypassCircuit: false, perSecond });
  const replay = await advanceReplay(ports, { lane, now, hasRoom: due.length < concurrency });
  const isLeft = due.length > allowed.length || released.left > 0 || replay.more;
  const [next] = [...contents.soon.slice(ahead.length), ...contents.later];
  return {
    isDraining: isLeft && perSecond === undefined,
    result: {
      ...unchangedResult(round),
      nextDueAt: timeOf(next),
      leasedUntil: earliestLease(unchangedResult(round).leasedUntil, released.until),
      moreAt: isLeft ? now + (perSecond === undefined ? nextBatchMs : rateLimitedSeconds * 1000) : replay.waitsUntil,
      parked: contents.parked.length > parkedIn(allowed),
      concurrency: concurrencyAfter(round, { wanted: due.length, allowed: allowed.length }),
      endedReplays: replay.done,
    },
  };
}

/** The concurrency grows if more waits and the endpoint keeps up: most of what the round before released has ended. */
function concurrencyAfter(
  { lane, contents }: Batch,
  { wanted, allowed }: Readonly<{ wanted: number; allowed: number }>,
): number {
  const keepsUp = contents.inFlight.length <= lane.concurrency / 2;
  return wanted > allowed && keepsUp ? raisedConcurrency(lane.concurrency) : lane.concurrency;
}

function earliestLease(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The endpoint fails: a few scheduled retries are sent, or at times one parked delivery; either is a probe. */
async function probe(ports: ReleasePorts, round: Batch): Promise<BatchOutcome> {
  const { lane, contents, now } = round;
  const inProgress = contents.inFlight.length + contents.delayed.length;
  const due = [...contents.lost, ...contents.due];
  const retries = due.slice(0, Math.max(0, retriesWhileOpen - inProgress));
  const isProbeDue = lane.circuit.state === 'open' && lane.circuit.probeAt <= now;
  const canProbe = isProbeDue && inProgress === 0;
  const probes = retries.length === 0 && canProbe ? contents.parked.slice(0, 1) : retries;
  const released = await release(ports, round, { items: probes, bypassCircuit: true });
  const expired = await expireParked(ports, round, probes);
  // A replay continues while the endpoint fails; otherwise there might be no delivery that could be a probe.
  const hasRoom = canProbe && contents.parked.length === 0;
  const replay = await advanceReplay(ports, { lane, now, hasRoom });
  const isLeft = due.length > retries.length || released.left > 0 || expired.more;
  return {
    isDraining: false,
    result: {
      ...unchangedResult(round),
      leasedUntil: earliestLease(unchangedResult(round).leasedUntil, released.until),
      moreAt: isLeft ? now + probeSleepMs : replay.waitsUntil,
      parked: contents.parked.length > parkedIn(probes) || replay.more,
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

function parkedIn(items: readonly WaitItem[]): number {
  return items.filter(({ queue }) => queue === 'parked').length;
}

function oldestFirst(items: readonly WaitItem[]): readonly WaitItem[] {
  return items.toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : one.dueAt > other.dueAt ? 1 : 0));
}

type ReleaseRequest = Readonly<{
  items: readonly WaitItem[];
  bypassCircuit: boolean;
  perSecond?: number | undefined;
}>;

/** `left`: could not be leased, or another wake has leased them; the lane is to be read again. */
type Released = Readonly<{ count: number; left: number; until?: number | undefined }>;

/** Leases first, then sends: a crash in between only delays, since the lease ends. */
async function release(ports: ReleasePorts, round: Batch, request: ReleaseRequest): Promise<Released> {
  const items = withoutLeasedTwice(request.items, round.contents);
  if (items.length === 0) return { count: 0, left: 0 };
  const { lane, now } = round;
  const leases = items.map((item) => ({ item, until: iso(startOf(item, now) + leaseMs) }));
  const outcomes = await ports.waits.lease(leases);
  const leased = leases.filter((_, index) => outcomes[index] === 'leased');
  const slowQueue = isSlow(lane.slowness, now) || undefined;
  await (slowQueue ? ports.slowRetries : ports.retries).send(
    leased.map(({ item, until }, index) => ({
      message: { space: lane.space, lease: leaseOf(item, until), bypassCircuit: request.bypassCircuit, slowQueue },
      delaySeconds: Math.max(
        Math.ceil((startOf(item, now) - now) / 1000),
        request.perSecond === undefined ? 0 : Math.floor(index / request.perSecond),
      ),
    })),
  );
  return {
    count: leased.length,
    left: outcomes.filter((outcome) => outcome !== 'leased').length,
    until: leased.length === 0 ? undefined : now + leaseMs,
  };
}

/**
 * One lease for each version of a delivery. A wake that crashed after leasing has left the item as well as its lease;
 * the lease counts, and the item that is due is removed when the record has moved on.
 */
function withoutLeasedTwice(items: readonly WaitItem[], { inFlight, delayed }: LaneContents): readonly WaitItem[] {
  const key = (item: WaitItem) => `${itemKey(item)} ${item.version}`;
  const ordered = new Set([...inFlight, ...delayed].map(key));
  return items.filter((item) => {
    const isFirst = !ordered.has(key(item));
    ordered.add(key(item));
    return isFirst;
  });
}

function itemKey({ ruleId, deliveryId }: Pick<WaitItem, 'ruleId' | 'deliveryId'>): string {
  return `${ruleId} ${deliveryId}`;
}

/** The earliest time of the attempt: a scheduled retry's own time. */
function startOf({ queue, dueAt }: WaitItem, now: number): number {
  return queue === 'scheduled' ? Math.max(now, Date.parse(dueAt)) : now;
}

/** Ends deliveries that were parked while the endpoint was down for all of the 36 hours. */
async function expireParked(
  ports: ReleasePorts,
  round: Batch,
  probes: readonly WaitItem[],
): Promise<{ more: boolean }> {
  const { lane, webhook, contents, now } = round;
  const limit = now - retryWindowSeconds * 1000;
  if (!webhook || lane.circuit.state !== 'open' || lane.circuit.openedAt > limit) return { more: false };
  const expired = contents.parked.filter((item) => Date.parse(item.dueAt) <= limit && !probes.includes(item));
  const items = expired.slice(0, endsPerBatch);
  const reason = 'The endpoint failed during all of the 36 hours; the delivery was not sent.';
  const { failed } = await end(ports, items, {
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
async function discardAll(ports: ReleasePorts, round: Batch, reason: string): Promise<BatchOutcome> {
  const { contents, lane, now } = round;
  const { parked, due, soon, later, lost } = contents;
  const all = [...parked, ...due, ...soon, ...later, ...lost];
  const items = all.slice(0, endsPerBatch);
  const { failed, kept } = await end(ports, items, {
    now,
    // Of a deleted webhook no record is kept, and its records are being deleted; an execution belongs to the rule.
    keepsUnrecorded: ({ ruleId }) => round.webhook !== undefined || ruleId !== undefined,
    end: (before) => endWithoutAttempt(before, { status: 'discarded', reason, now }),
    before: async () => {},
  });
  await cancelReplays(ports, lane, now);
  const isLeft = all.length > items.length || failed > 0;
  const recheckAt = kept > 0 ? now + leaseMs : undefined;
  return {
    isDraining: isLeft,
    result: {
      ...unchangedResult(round),
      nextDueAt: undefined,
      moreAt: isLeft ? now + nextBatchMs : recheckAt,
      parked: false,
      circuit: closedCircuit,
      endedReplays: lane.replays.map(({ id }) => id),
    },
  };
}

type Ending = Readonly<{
  now: number;
  /** Whether an item without a record is kept until it has one. */
  keepsUnrecorded: (item: WaitItem) => boolean;
  end: (delivery: Delivery) => Delivery;
  /** Called before they are recorded as ended. */
  before: (ended: readonly Delivery[]) => Promise<void>;
}>;

/** `failed`: could not be written. `kept`: their writer has still to write the record. */
type EndOutcome = Readonly<{ failed: number; kept: number }>;

/** Ends the deliveries whose record confirms their item, then removes the items. */
async function end(
  { deliveries, waits }: ReleasePorts,
  items: readonly WaitItem[],
  ending: Ending,
): Promise<EndOutcome> {
  if (items.length === 0) return { failed: 0, kept: 0 };
  const distinct = [...new Map(items.map((item) => [itemKey(item), item])).values()];
  const records = new Map((await deliveries.find(distinct)).map((delivery) => [deliveryKey(delivery), delivery]));
  const confirmationOf = (item: WaitItem) => confirm(item, records.get(itemKey(item)));
  const changes = items.flatMap((item) => {
    const before = records.get(itemKey(item));
    return before && confirmationOf(item) === 'confirmed' ? [{ before, after: ending.end(before) }] : [];
  });
  if (changes.length > 0) await ending.before(changes.map(({ after }) => after));
  const outcomes = changes.length > 0 ? await deliveries.change(changes) : [];
  const failed = new Set(
    changes.filter((_, index) => isWriteFault(outcomes[index])).map(({ before }) => deliveryKey(before)),
  );
  const kept = items.filter(
    (item) => confirmationOf(item) === 'unrecorded' && ending.keepsUnrecorded(item) && !isAbandoned(item, ending.now),
  );
  await waits.remove(items.filter((item) => !failed.has(itemKey(item)) && !kept.includes(item)));
  return { failed: failed.size, kept: kept.length };
}

function deliveryKey({ id, execution }: Delivery): string {
  return itemKey({ ruleId: execution?.ruleId, deliveryId: id });
}
