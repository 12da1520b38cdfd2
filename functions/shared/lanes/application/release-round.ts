import type { DeliveryStore, WaitItems } from '../../deliveries/application/ports.ts';
import type { Delivery } from '../../deliveries/domain/delivery.ts';
import { endWithoutAttempt, iso } from '../../deliveries/domain/delivery-course.ts';
import { confirm, isAbandoned, leaseOf, type WaitItem } from '../../deliveries/domain/wait-item.ts';
import { isWriteFault } from '../../platform/application/ports.ts';
import type { LaneWebhook } from '../../webhooks/application/ports.ts';
import { retryWindowSeconds } from '../../webhooks/domain/retry-schedule.ts';
import { afterProbe, type Circuit, closedCircuit, withoutProbe } from '../domain/circuit.ts';
import { crowdedBeyond, fasterPace, fullPace, horizon, type Lane, type WakeResult } from '../domain/lane.ts';
import { isSlow, rateOf } from '../domain/slowness.ts';
import { keepWaiting, type WalkPorts } from './keep-needed.ts';
import type { DeliveryResults, RetryQueue } from './ports.ts';
import { cancelReplays, type ReplayPorts, workOnReplay } from './replay-deliveries.ts';

export type ReleasePorts = ReplayPorts &
  WalkPorts &
  Readonly<{
    waits: WaitItems;
    deliveries: DeliveryStore;
    retries: RetryQueue;
    /** For slow webhooks. */
    slowRetries: RetryQueue;
    results: DeliveryResults;
    report: Readonly<{
      /** The data that waiting deliveries need could not be kept from expiring; it is tried again. */
      unkept(fact: Readonly<{ error: unknown }>): void;
    }>;
  }>;

/**
 * From the time that a released delivery is due to its record: waiting in the retry queue, and an attempt of 35 s at
 * most. One without an outcome by then is released again. Shorter than the queue's visibility timeout (six times the
 * function's 60 s), so that a crashed attempt's message returns too late to cause a second attempt.
 */
export const leaseMs = 5 * 60 * 1000;
/** Scheduled retries that one wake sends to a failing endpoint, as probes. */
const retriesThroughOpenCircuit = 5;
/** Time between wakes while such retries wait for their turn. */
const probingNapMs = 5_000;
/** A webhook with a rate limit, or a slow one, is released the deliveries of this many seconds, spread over them. */
const ratedSeconds = 10;
/** Deliveries ended in one round. */
const endsPerRound = 500;
const soonMs = 1_000;

/** The wait items of a lane, by what can be done with them. */
type Contents = Readonly<{
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
export type RoundView = Readonly<{ lane: Lane; webhook: LaneWebhook | undefined; now: number }>;
type Round = RoundView & Readonly<{ contents: Contents }>;

/** `isDraining`: more deliveries wait that may be sent within this wake. */
export type RoundOutcome = Readonly<{ isDraining: boolean; result: WakeResult }>;

/** Does one round of what the lane's webhook, circuit and pace allow. */
export async function releaseRound(ports: ReleasePorts, view: RoundView): Promise<RoundOutcome> {
  const round = { ...view, contents: await readContents(ports, view) };
  switch (view.webhook?.status) {
    case undefined:
      return endAll(ports, round, 'The webhook was deleted.');
    case 'disabled':
      return endAll(ports, round, 'The webhook was disabled.');
    case 'paused':
      return keepingWaiting(ports, round, hold(round));
    case 'enabled':
      return keepingWaiting(
        ports,
        round,
        await (view.lane.circuit.state === 'open' ? probe(ports, round) : drain(ports, round)),
      );
  }
}

/** Keeps waiting deliveries' data from expiring. If it fails, the next wake tries again: half of the time is left. */
async function keepingWaiting(ports: ReleasePorts, round: Round, outcome: RoundOutcome): Promise<RoundOutcome> {
  const { lane, now, contents } = round;
  const { parked, due, soon, later, lost } = contents;
  const waiting = parked.length + due.length + soon.length + later.length + lost.length;
  if (waiting === 0) return outcome;
  try {
    const keeping = await keepWaiting(ports, lane, now);
    return { ...outcome, result: { ...outcome.result, keeping } };
  } catch (error) {
    ports.report.unkept({ error });
    return outcome;
  }
}

async function readContents({ waits }: ReleasePorts, { lane, now }: RoundView): Promise<Contents> {
  const { webhookId, partitions } = lane;
  const { parked, scheduled, leased } = await waits.find({
    webhookId,
    partitions,
    limit: Math.max(lane.pace, endsPerRound) + 1,
  });
  // ISO 8601 times in UTC sort as text, which is cheaper than parsing each of thousands.
  const [present, horizonEnds, leasesEnd] = [iso(now), iso(now + horizon), iso(now + leaseMs)];
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
function found({ contents, lane }: Round): WakeResult {
  const { parked, soon, later, inFlight, delayed } = contents;
  const sizes = Map.groupBy([...parked, ...soon, ...later], ({ partition }) => partition).values();
  return {
    nextDueAt: timeOf([...soon, ...later][0]),
    leasedUntil: timeOf([...inFlight, ...delayed][0]),
    parked: parked.length > 0,
    held: false,
    circuit: lane.circuit,
    pace: lane.pace,
    crowded: [...sizes].some((items) => items.length > crowdedBeyond),
    replaysDone: [],
  };
}

function timeOf(item: WaitItem | undefined): number | undefined {
  return item && Date.parse(item.dueAt);
}

/** No delivery of a paused webhook is sent. Its endpoint is tried again when it is resumed. */
function hold(round: Round): RoundOutcome {
  const { parked, due, soon, later, lost } = round.contents;
  const waiting = parked.length + due.length + soon.length + later.length + lost.length;
  const held = waiting > 0 || round.lane.replays.length > 0;
  return { isDraining: false, result: { ...found(round), nextDueAt: undefined, circuit: closedCircuit, held } };
}

/**
 * The endpoint answers: due deliveries are sent, longest waiting first, as far as the pace allows; if that leaves room,
 * those that fall due within the horizon.
 */
async function drain(ports: ReleasePorts, round: Round): Promise<RoundOutcome> {
  const { lane, webhook, contents, now } = round;
  const perSecond = rateOf(webhook?.rateLimit?.perSecond, lane.slowness, now);
  const pace = perSecond === undefined ? lane.pace : Math.min(fullPace, perSecond * ratedSeconds);
  const due = [...contents.lost, ...oldestFirst([...contents.due, ...contents.parked])];
  // Deliveries that are released but not due do not delay those that are due.
  const allowed = due.slice(0, Math.max(0, pace - contents.inFlight.length));
  const room = pace - contents.inFlight.length - contents.delayed.length - allowed.length;
  const early = contents.soon.slice(0, Math.max(0, room));
  const released = await release(ports, round, { items: [...allowed, ...early], bypassCircuit: false, perSecond });
  const replay = await workOnReplay(ports, { lane, now, isWanted: due.length < pace });
  const isLeft = due.length > allowed.length || released.left > 0 || replay.more;
  const [next] = [...contents.soon.slice(early.length), ...contents.later];
  return {
    isDraining: isLeft && perSecond === undefined,
    result: {
      ...found(round),
      nextDueAt: timeOf(next),
      leasedUntil: earliestLease(found(round).leasedUntil, released.until),
      moreAt: isLeft ? now + (perSecond === undefined ? soonMs : ratedSeconds * 1000) : replay.waitsUntil,
      parked: contents.parked.length > parkedIn(allowed),
      pace: paceAfter(round, { wanted: due.length, allowed: allowed.length }),
      replaysDone: replay.done,
    },
  };
}

/** The pace grows if more waits and the endpoint keeps up: most of what the round before released has ended. */
function paceAfter(
  { lane, contents }: Round,
  { wanted, allowed }: Readonly<{ wanted: number; allowed: number }>,
): number {
  const keepsUp = contents.inFlight.length <= lane.pace / 2;
  return wanted > allowed && keepsUp ? fasterPace(lane.pace) : lane.pace;
}

function earliestLease(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The endpoint fails: a few scheduled retries are sent, or at times one parked delivery; either is a probe. */
async function probe(ports: ReleasePorts, round: Round): Promise<RoundOutcome> {
  const { lane, contents, now } = round;
  const underWay = contents.inFlight.length + contents.delayed.length;
  const due = [...contents.lost, ...contents.due];
  const retries = due.slice(0, Math.max(0, retriesThroughOpenCircuit - underWay));
  const isTime = lane.circuit.state === 'open' && lane.circuit.probeAt <= now;
  const isFree = isTime && underWay === 0;
  const probes = retries.length === 0 && isFree ? contents.parked.slice(0, 1) : retries;
  const released = await release(ports, round, { items: probes, bypassCircuit: true });
  const expired = await giveUp(ports, round, probes);
  // A replay continues while the endpoint fails; otherwise there might be no delivery that could be a probe.
  const isWanted = isFree && contents.parked.length === 0;
  const replay = await workOnReplay(ports, { lane, now, isWanted });
  const isLeft = due.length > retries.length || released.left > 0 || expired.more;
  return {
    isDraining: false,
    result: {
      ...found(round),
      leasedUntil: earliestLease(found(round).leasedUntil, released.until),
      moreAt: isLeft ? now + probingNapMs : replay.waitsUntil,
      parked: contents.parked.length > parkedIn(probes) || replay.more,
      circuit: circuitAfter(lane.circuit, { probes: released.count, isTime, now }),
      replaysDone: replay.done,
    },
  };
}

function circuitAfter(
  circuit: Circuit,
  { probes, isTime, now }: Readonly<{ probes: number; isTime: boolean; now: number }>,
): Circuit {
  if (probes > 0) return afterProbe(circuit, now);
  return isTime ? withoutProbe(circuit, now) : circuit;
}

function parkedIn(items: readonly WaitItem[]): number {
  return items.filter(({ queue }) => queue === 'parked').length;
}

function oldestFirst(items: readonly WaitItem[]): readonly WaitItem[] {
  return items.toSorted((one, other) => (one.dueAt < other.dueAt ? -1 : one.dueAt > other.dueAt ? 1 : 0));
}

type ReleaseOrder = Readonly<{
  items: readonly WaitItem[];
  bypassCircuit: boolean;
  perSecond?: number | undefined;
}>;

/** `left`: could not be leased, or another wake has leased them; the lane is to be read again. */
type Released = Readonly<{ count: number; left: number; until?: number | undefined }>;

/** Leases first, then sends: a crash in between only delays, since the lease ends. */
async function release(ports: ReleasePorts, round: Round, order: ReleaseOrder): Promise<Released> {
  const items = withoutSecondOrders(order.items, round.contents);
  if (items.length === 0) return { count: 0, left: 0 };
  const { lane, now } = round;
  const leases = items.map((item) => ({ item, until: iso(startOf(item, now) + leaseMs) }));
  const outcomes = await ports.waits.lease(leases);
  const leased = leases.filter((_, index) => outcomes[index] === 'leased');
  const road = isSlow(lane.slowness, now) ? ('slow' as const) : undefined;
  await (road === 'slow' ? ports.slowRetries : ports.retries).send(
    leased.map(({ item, until }, index) => ({
      message: { space: lane.space, lease: leaseOf(item, until), bypassCircuit: order.bypassCircuit, road },
      delaySeconds: Math.max(
        Math.ceil((startOf(item, now) - now) / 1000),
        order.perSecond === undefined ? 0 : Math.floor(index / order.perSecond),
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
function withoutSecondOrders(items: readonly WaitItem[], { inFlight, delayed }: Contents): readonly WaitItem[] {
  const key = (item: WaitItem) => `${orderKey(item)} ${item.version}`;
  const ordered = new Set([...inFlight, ...delayed].map(key));
  return items.filter((item) => {
    const isFirst = !ordered.has(key(item));
    ordered.add(key(item));
    return isFirst;
  });
}

function orderKey({ ruleId, deliveryId }: Pick<WaitItem, 'ruleId' | 'deliveryId'>): string {
  return `${ruleId} ${deliveryId}`;
}

/** The earliest time of the attempt: a scheduled retry's own time. */
function startOf({ queue, dueAt }: WaitItem, now: number): number {
  return queue === 'scheduled' ? Math.max(now, Date.parse(dueAt)) : now;
}

/** Ends deliveries that were parked while the endpoint was down for all of the 36 hours. */
async function giveUp(ports: ReleasePorts, round: Round, probes: readonly WaitItem[]): Promise<{ more: boolean }> {
  const { lane, webhook, contents, now } = round;
  const limit = now - retryWindowSeconds * 1000;
  if (!webhook || lane.circuit.state !== 'open' || lane.circuit.openedAt > limit) return { more: false };
  const expired = contents.parked.filter((item) => Date.parse(item.dueAt) <= limit && !probes.includes(item));
  const items = expired.slice(0, endsPerRound);
  const reason = 'The endpoint failed during all of the 36 hours; the delivery was not sent.';
  const { failed } = await end(ports, items, {
    now,
    keeps: () => true,
    end: (before) => endWithoutAttempt(before, { status: 'exhausted', reason, now }),
    // Published before the record: no message would be repeated after a crash in between.
    before: (ended) =>
      ports.results.publish(ended.map((delivery) => ({ kind: 'delivery.exhausted', delivery, webhook }))),
  });
  return { more: expired.length > items.length || failed > 0 };
}

/** Nothing is sent any more; an attempt in progress may still be recorded. */
async function endAll(ports: ReleasePorts, round: Round, reason: string): Promise<RoundOutcome> {
  const { contents, lane, now } = round;
  const { parked, due, soon, later, lost } = contents;
  const all = [...parked, ...due, ...soon, ...later, ...lost];
  const items = all.slice(0, endsPerRound);
  const { failed, kept } = await end(ports, items, {
    now,
    // Of a deleted webhook no record is kept, and its records are being deleted; an execution belongs to the rule.
    keeps: ({ ruleId }) => round.webhook !== undefined || ruleId !== undefined,
    end: (before) => endWithoutAttempt(before, { status: 'discarded', reason, now }),
    before: async () => {},
  });
  await cancelReplays(ports, lane, now);
  const isLeft = all.length > items.length || failed > 0;
  const recheckAt = kept > 0 ? now + leaseMs : undefined;
  return {
    isDraining: isLeft,
    result: {
      ...found(round),
      nextDueAt: undefined,
      moreAt: isLeft ? now + soonMs : recheckAt,
      parked: false,
      circuit: closedCircuit,
      replaysDone: lane.replays.map(({ id }) => id),
    },
  };
}

type Ending = Readonly<{
  now: number;
  /** Whether an item without a record is kept until it has one. */
  keeps: (item: WaitItem) => boolean;
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
  const distinct = [...new Map(items.map((item) => [orderKey(item), item])).values()];
  const records = new Map((await deliveries.find(distinct)).map((delivery) => [recordKey(delivery), delivery]));
  const confirmationOf = (item: WaitItem) => confirm(item, records.get(orderKey(item)));
  const changes = items.flatMap((item) => {
    const before = records.get(orderKey(item));
    return before && confirmationOf(item) === 'confirmed' ? [{ before, after: ending.end(before) }] : [];
  });
  if (changes.length > 0) await ending.before(changes.map(({ after }) => after));
  const outcomes = changes.length > 0 ? await deliveries.change(changes) : [];
  const failed = new Set(
    changes.filter((_, index) => isWriteFault(outcomes[index])).map(({ before }) => recordKey(before)),
  );
  const kept = items.filter(
    (item) => confirmationOf(item) === 'unrecorded' && ending.keeps(item) && !isAbandoned(item, ending.now),
  );
  await waits.remove(items.filter((item) => !failed.has(orderKey(item)) && !kept.includes(item)));
  return { failed: failed.size, kept: kept.length };
}

function recordKey({ id, execution }: Delivery): string {
  return orderKey({ ruleId: execution?.ruleId, deliveryId: id });
}
