import type { ParkReason } from '../../deliveries/domain/delivery-course.ts';
import { afterAttempts, closedCircuit, type Outcomes } from './circuit.ts';
import { recoveryConcurrency } from './concurrency.ts';
import {
  afterFailure,
  afterPause,
  afterSuccess,
  type Failure,
  type Health,
  healthStep,
  isNewFailure,
  isNewSuccess,
  withoutFailing,
} from './health.ts';
import { earliest, hasUnpublished, type Lane, type LaneStep, newLane, wakesBy, withNewExecution } from './lane.ts';
import { pausedSleepMs } from './lane-wake.ts';
import { afterSlowAttempt } from './slowness.ts';

/** A change concerning a webhook that its lane must record. */
export type LaneUpdate = Readonly<{
  webhookId: string;
  space: string;
  /** A scheduled retry was put into the lane, which is due then. */
  dueAt?: number | undefined;
  /** A delivery was parked. */
  parked?: ParkReason | undefined;
  /** A delivery was leased by another writer than the lane; without an outcome by then it is to be released. */
  leasedUntil?: number | undefined;
  outcomes?: Outcomes | undefined;
  /** When the endpoint accepted an attempt, even if others failed. */
  acceptedAt?: number | undefined;
  /** Attempts failed, also if a retry could not help. Has no effect beside a success. */
  failure?: Failure | undefined;
  /** The webhook was resumed, or its URL or status was changed: its circuit closes, and its lane wakes. */
  reset?: boolean | undefined;
  /**
   * How the time that counts as failing changes: without the pause that has ended, or counted anew for a new endpoint and
   * after the webhook was disabled.
   */
  failingTime?: 'exclude_pause' | 'restart' | undefined;
  /** A replay was requested. */
  replay?: string | undefined;
}>;

const noOutcomes: Outcomes = { failures: 0, succeeded: false };

/** Whether the update needs no write. Its wait items must be written, and the lane read after that. */
export function isOpenAndUpToDate(lane: Lane | undefined, update: LaneUpdate, now: number): boolean {
  if (lane?.status !== 'open' || changesLane(lane, update)) return false;
  return wakesBy(lane, wakeTimeFor(lane, update, now)) && checksBy(lane, update.leasedUntil);
}

/** Whether the update changes what an open lane records of the endpoint or the webhook. */
export function changesLane(lane: Lane, update: LaneUpdate): boolean {
  const { circuit, rateBacklog } = lane;
  const { outcomes = noOutcomes, parked, reset, replay } = update;
  if (reset || replay !== undefined || (parked === 'rate_limited' && !rateBacklog)) return true;
  if (changesHealth(lane, update)) return true;
  if (outcomes.succeeded) return circuit.state === 'open' || circuit.failures > 0;
  return outcomes.failures > 0 && circuit.state === 'closed';
}

/** Whether the update changes the recorded health. */
function changesHealth(lane: Lane | undefined, { acceptedAt, failure, failingTime }: LaneUpdate): boolean {
  const health = lane?.health;
  if (failingTime !== undefined && health?.failing !== undefined) return true;
  if (acceptedAt !== undefined) return isNewSuccess(health, acceptedAt);
  return failure !== undefined && isNewFailure(health, failure);
}

/** Whether an update without wait items needs no write: in a closed lane only health is updated. */
export function needsNoUpdate(lane: Lane | undefined, update: LaneUpdate, now: number): boolean {
  if (lane?.status === 'open') return isOpenAndUpToDate(lane, update, now);
  return !changesHealth(lane, update);
}

/** Applies an update without wait items: a closed lane stays closed, unless a decision or publication is due. */
export function updateLane(before: Lane | undefined, update: LaneUpdate, now: number): LaneStep {
  if (before?.status === 'open') return openLane(before, update, now);
  const lane = before ?? newLane(update);
  const updated = { ...lane, health: healthAfter(lane, update, now), version: lane.version + 1 };
  if (!needsHealthDecision(updated, update)) return { lane: updated };
  return withNewExecution({ ...updated, status: 'open' }, now);
}

function healthAfter(
  { health }: Lane,
  { acceptedAt, failure, failingTime }: LaneUpdate,
  now: number,
): Health | undefined {
  if (health !== undefined && failingTime === 'restart') return withoutFailing(health);
  if (health !== undefined && failingTime === 'exclude_pause') return afterPause(health, now);
  if (acceptedAt !== undefined) return afterSuccess(health, acceptedAt);
  return failure === undefined ? health : afterFailure(health, failure);
}

/** Whether a wake has to decide on the endpoint's health or publish a change of it. */
function needsHealthDecision({ health }: Lane, { failure }: LaneUpdate): boolean {
  return hasUnpublished({ health }) || (failure !== undefined && healthStep(health, failure.rules) !== undefined);
}

/** Applies the update: opens the lane if necessary, and sets its next wake. */
export function openLane(before: Lane | undefined, update: LaneUpdate, now: number): LaneStep {
  const lane = before ?? newLane(update);
  const circuit = update.reset ? closedCircuit : afterAttempts(lane.circuit, update.outcomes ?? noOutcomes, now);
  const isRecovered = update.reset === true || (lane.circuit.state === 'open' && circuit.state === 'closed');
  const updated: Lane = {
    ...lane,
    status: 'open',
    reconcileAt: earliest(lane.reconcileAt, update.leasedUntil),
    // This write makes a check in progress fail; the next check sees everything.
    checking: undefined,
    circuit,
    concurrency: isRecovered ? recoveryConcurrency : lane.concurrency,
    rateBacklog: lane.rateBacklog || update.parked === 'rate_limited',
    replays: withReplay(lane.replays, update.replay, now),
    health: healthAfter(lane, update, now),
    version: lane.version + 1,
  };
  const wakeAt = earliest(wakeTimeFor(updated, update, now), isRecovered ? now : undefined);
  if (wakeAt === undefined || wakesBy(updated, wakeAt)) return { lane: updated };
  if (updated.wake.kind === 'awake') return { lane: { ...updated, wake: { ...updated.wake, recheckAt: wakeAt } } };
  return withNewExecution(updated, wakeAt);
}

function withReplay(replays: Lane['replays'], id: string | undefined, now: number): Lane['replays'] {
  if (id === undefined || replays.some((replay) => replay.id === id)) return replays;
  return [...replays, { id, requestedAt: now }];
}

/** When the update requires a wake at the latest. Not before now, or each overdue one would start an execution. */
function wakeTimeFor(lane: Lane, update: LaneUpdate, now: number): number | undefined {
  const { dueAt, parked, reset, replay } = update;
  const isRequested = reset || replay !== undefined || needsHealthDecision(lane, update);
  const time = earliest(dueAt, parked && parkedWakeTime(lane, parked, now), isRequested ? now : undefined);
  return time === undefined ? undefined : Math.max(now, time);
}

function parkedWakeTime({ circuit }: Lane, reason: ParkReason, now: number): number {
  switch (reason) {
    case 'paused':
      return now + pausedSleepMs;
    case 'circuit_open':
      return circuit.state === 'open' ? circuit.probeAt : now;
    case 'rate_limited':
      return now;
  }
}

/** Whether the lane is certain to be checked when that lease ends. A check in progress does not count. */
function checksBy({ wake, reconcileAt, checking }: Lane, leasedUntil: number | undefined): boolean {
  if (leasedUntil === undefined) return true;
  if (!checking && reconcileAt !== undefined && reconcileAt <= leasedUntil) return true;
  return wake.kind === 'sleeping' && wake.at <= leasedUntil;
}

/** An attempt that took long. */
export type SlowAttempt = Readonly<{ webhookId: string; space: string; tookMs: number }>;

/** The lane after a slow attempt, as open or closed as it was; undefined if nothing changes. */
export function withSlowAttempt(before: Lane | undefined, attempt: SlowAttempt, now: number): Lane | undefined {
  const lane = before ?? newLane(attempt);
  const slowness = afterSlowAttempt(lane.slowness, attempt.tookMs, now);
  return slowness && { ...lane, slowness, version: lane.version + 1 };
}
