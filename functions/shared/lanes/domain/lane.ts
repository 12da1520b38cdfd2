import type { ParkReason } from '../../deliveries/domain/delivery-course.ts';
import { afterAttempts, type Circuit, closedCircuit, type Outcomes } from './circuit.ts';
import {
  afterFailure,
  afterPause,
  afterSuccess,
  type Failure,
  type Health,
  type HealthChange,
  healthStep,
  isNewFailure,
  isNewSuccess,
  withoutFailing,
  withoutPublished,
} from './health.ts';
import { afterSlowAttempt, type Slowness } from './slowness.ts';

/**
 * One webhook's lane: its retry queue with its circuit breaker and its concurrency. It is open while deliveries wait in it. An
 * open lane has one Step Functions execution, which sleeps until something is due and then wakes the lane; or none
 * while all that waits is leased: then the reconciler checks it. All times are milliseconds since 1970.
 */
export type Lane = Readonly<{
  webhookId: string;
  space: string;
  status: 'open' | 'closed';
  /** Numbers the executions, which are named `<webhookId>-<generation>`. Only the latest may wake the lane. */
  generation: number;
  wake: Wake;
  /** When the reconciler checks for leases that have ended, and closes the lane if it is empty. */
  reconcileAt?: number | undefined;
  /** A check is in progress, which may not see items that are put from now on. */
  checking?: true | undefined;
  circuit: Circuit;
  /** Number of released deliveries that may be in progress at the same time. */
  concurrency: number;
  /** Deliveries wait for the rate limit, so new ones are queued behind them. */
  rateBacklog: boolean;
  /** Replays still to be processed, in the order of their requests, and when each was requested. */
  replays: readonly Readonly<{ id: string; requestedAt: number }>[];
  /** Number of the table's partitions that hold the wait items. Never shrinks, since writers may hold an old copy. */
  partitions: number;
  /** Progress of the walk that keeps waiting deliveries' data from expiring. */
  retentionWalk?: RetentionWalk | undefined;
  /** Present once the endpoint was slow; it states until when. */
  slowness?: Slowness | undefined;
  /** The endpoint's health; absent if it never failed. Kept when the lane closes. */
  health?: Health | undefined;
  /** Incremented by every write; a write that is based on an older version is refused. */
  version: number;
}>;

/** A walk through the wait items: when the last one ended, and where one in progress continues. */
export type RetentionWalk = Readonly<{
  doneAt: number;
  cursor?: Readonly<{ partition: number; after?: string | undefined }> | undefined;
}>;

/**
 * The state of the latest execution. It writes `awake` before it queries the lane. So a writer that has put a wait item
 * and then reads `sleeping` can rely on a later query; one that reads `awake` writes to `recheckAt` when the lane must
 * wake again.
 */
type Wake =
  | Readonly<{ kind: 'none' }>
  | Readonly<{ kind: 'sleeping'; at: number }>
  | Readonly<{ kind: 'awake'; since: number; recheckAt?: number | undefined }>;

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
  /** When an attempt was answered, even if others failed. */
  acceptedAt?: number | undefined;
  /** Attempts failed, also if a retry could not help. Has no effect beside a success. */
  failure?: Failure | undefined;
  /** The webhook was resumed, re-pointed or switched: its circuit closes, and it wakes. */
  reset?: boolean | undefined;
  /** What happens to the time that is counted as failing: a pause does not count, and a new endpoint starts anew. */
  failing?: 'interrupted' | 'forgotten' | undefined;
  /** A replay was requested. */
  replay?: string | undefined;
}>;

/** The lane to be written, and the execution to be started, if any. */
export type LaneStep = Readonly<{ lane: Lane; start?: ExecutionStart | undefined }>;
export type ExecutionStart = Readonly<{ generation: number; wakeAt: number }>;

const seconds = 1000;

/** A wake may be this late, so that retries that fall due together share one. */
const wakeToleranceMs = 2 * seconds;
/** An execution this late is dead: a state starts within seconds, and a failing wake is retried for a minute. */
const overdueAfterMs = 120 * seconds;
/** A lease that has ended is left to a wake within this time. */
const leaseToleranceMs = 60 * seconds;
/** A paused lane wakes this often, in case the update that resumes it is lost. */
const pausedSleepMs = 60 * 60 * seconds;
/** Least time between wakes. */
const minSleepMs = 1 * seconds;
/**
 * A wake also releases what falls due within this time, each delayed until it is due. A first retry falls due a minute
 * after its failure, so one wake takes all that failed since the one before.
 */
export const releaseAheadMs = 60 * seconds;

/** The concurrency of a new lane, the first after an outage, and the highest, for some 1,000 a second. */
const newLaneConcurrency = 100;
const recoveryConcurrency = 10;
export const maxConcurrency = 2000;
/** Growth per round of a second: doubles in three, and is full half a minute after the endpoint's recovery. */
const concurrencyGrowth = 1.25;
/** A lane with more in one queue of one partition is spread: each takes 1,000 writes a second (DynamoDB quota). */
export const maxQueueLengthOfPartition = 500;
/** Enough for three writes of each of 1,000 deliveries a second, and the same for those that arrive meanwhile. */
const spreadPartitions = 8;
/** Time until unpublished changes of health are published again. */
const republishAfterMs = 60 * seconds;
/** Replays that may wait in a lane at the same time. */
export const maxOpenReplays = 10;

const noOutcomes: Outcomes = { failures: 0, succeeded: false };

/** Whether the update needs no write. Its wait items must be written, and the lane read after that. */
export function isOpenAndUpToDate(lane: Lane | undefined, update: LaneUpdate, now: number): boolean {
  if (lane?.status !== 'open' || changesLane(lane, update)) return false;
  return isAwakeBy(lane, wakeTimeFor(lane, update, now)) && isCheckedBy(lane, update.leasedUntil);
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
function changesHealth(lane: Lane | undefined, { acceptedAt, failure, failing }: LaneUpdate): boolean {
  const health = lane?.health;
  if (failing !== undefined && health?.failing !== undefined) return true;
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
  return startExecution({ ...updated, status: 'open' }, now);
}

function healthAfter({ health }: Lane, { acceptedAt, failure, failing }: LaneUpdate, now: number): Health | undefined {
  if (health !== undefined && failing === 'forgotten') return withoutFailing(health);
  if (health !== undefined && failing === 'interrupted') return afterPause(health, now);
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
  if (wakeAt === undefined || isAwakeBy(updated, wakeAt)) return { lane: updated };
  if (updated.wake.kind === 'awake') return { lane: { ...updated, wake: { ...updated.wake, recheckAt: wakeAt } } };
  return startExecution(updated, wakeAt);
}

function newLane({ webhookId, space }: Pick<LaneUpdate, 'webhookId' | 'space'>): Lane {
  return {
    webhookId,
    space,
    status: 'closed',
    generation: 0,
    wake: { kind: 'none' },
    circuit: closedCircuit,
    concurrency: newLaneConcurrency,
    rateBacklog: false,
    replays: [],
    partitions: 1,
    version: 0,
  };
}

/** An attempt that took long. */
export type SlowAttempt = Readonly<{ webhookId: string; space: string; tookMs: number }>;

/** The lane after a slow attempt, as open or closed as it was; undefined if nothing changes. */
export function withSlowAttempt(before: Lane | undefined, attempt: SlowAttempt, now: number): Lane | undefined {
  const lane = before ?? newLane(attempt);
  const slowness = afterSlowAttempt(lane.slowness, attempt.tookMs, now);
  return slowness && { ...lane, slowness, version: lane.version + 1 };
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

function isAwakeBy({ wake }: Lane, time: number | undefined): boolean {
  if (time === undefined) return true;
  switch (wake.kind) {
    case 'none':
      return false;
    case 'sleeping':
      return wake.at <= time + wakeToleranceMs;
    case 'awake':
      return wake.recheckAt !== undefined && wake.recheckAt <= time + wakeToleranceMs;
  }
}

/** Whether the lane is certain to be checked when that lease ends. A check in progress does not count. */
function isCheckedBy({ wake, reconcileAt, checking }: Lane, leasedUntil: number | undefined): boolean {
  if (leasedUntil === undefined) return true;
  if (!checking && reconcileAt !== undefined && reconcileAt <= leasedUntil) return true;
  return wake.kind === 'sleeping' && wake.at <= leasedUntil;
}

/** Replaces the present execution by a new one; the former ends when it finds that it is not the latest. */
function startExecution(lane: Lane, wakeAt: number) {
  const start = { generation: lane.generation + 1, wakeAt };
  return { lane: { ...lane, generation: start.generation, wake: { kind: 'sleeping', at: wakeAt } }, start } as const;
}

/** The lane during that execution's wake; undefined if it is not the latest. To be written before any query. */
export function beginWake(lane: Lane | undefined, { generation, wakeAt }: ExecutionStart): Lane | undefined {
  if (lane?.status !== 'open' || lane.generation !== generation) return undefined;
  const begun = { ...lane, reconcileAt: undefined, checking: undefined, version: lane.version + 1 };
  return { ...begun, wake: { kind: 'awake', since: wakeAt } };
}

/** What a wake found and did. */
export type WakeResult = Readonly<{
  /** When the next retry falls due that was not released. */
  nextDueAt?: number | undefined;
  /** When the first lease of a delivery in progress ends. */
  leasedUntil?: number | undefined;
  /** More deliveries wait than were allowed; when the next may be sent. */
  moreAt?: number | undefined;
  /** Deliveries stay parked. */
  parked: boolean;
  /** The webhook is paused, and something waits for it. */
  held: boolean;
  circuit: Circuit;
  concurrency: number;
  /** One partition holds too many items. */
  isCrowded: boolean;
  /** Absent if there was no walk. */
  retentionWalk?: RetentionWalk | undefined;
  /** Replays that have ended. */
  endedReplays: readonly string[];
  /** The changes of health that were published. */
  published?: readonly HealthChange[] | undefined;
}>;

/** The lane after a wake, and when its execution wakes it next; without a time the execution ends. */
export type AfterWake = Readonly<{ lane: Lane; wakeAt?: number | undefined }>;

/**
 * Lets the lane sleep until something is due. If all that is left is leased, it rests without an execution; if nothing
 * is left, it closes. A writer that has put an item since the wake began has also written the lane, so that this result
 * conflicts and is computed again.
 */
export function afterWake(before: Lane, result: WakeResult, now: number): AfterWake {
  const { wake } = before;
  const recheckAt = wake.kind === 'awake' ? wake.recheckAt : undefined;
  const lane: Lane = {
    ...before,
    wake: { kind: 'none' },
    reconcileAt: earliest(before.reconcileAt, result.leasedUntil),
    circuit: result.circuit,
    concurrency: result.concurrency,
    rateBacklog: before.rateBacklog && (result.parked || recheckAt !== undefined),
    replays: before.replays.filter(({ id }) => !result.endedReplays.includes(id)),
    ...(result.retentionWalk && { retentionWalk: result.retentionWalk }),
    partitions: result.isCrowded ? spreadPartitions : before.partitions,
    health: withoutPublished(before.health, result.published ?? []),
    version: before.version + 1,
  };
  const wakeAt = earliest(
    nextWake(lane, result, now),
    recheckAt,
    hasUnpublished(lane) ? now + republishAfterMs : undefined,
  );
  if (wakeAt !== undefined) {
    const at = Math.max(wakeAt, now + minSleepMs);
    return { lane: { ...lane, wake: { kind: 'sleeping', at } }, wakeAt: at };
  }
  return { lane: lane.reconcileAt === undefined ? closeLane(lane) : lane };
}

function nextWake({ circuit, replays }: Lane, result: WakeResult, now: number): number | undefined {
  if (result.held) return now + pausedSleepMs;
  return earliest(
    result.nextDueAt,
    result.moreAt,
    circuit.state === 'open' && (result.parked || replays.length > 0) ? circuit.probeAt : undefined,
  );
}

function hasUnpublished({ health }: Pick<Lane, 'health'>): boolean {
  return (health?.unpublished.length ?? 0) > 0;
}

function closeLane(lane: Lane): Lane {
  return {
    ...lane,
    status: 'closed',
    circuit: closedCircuit,
    concurrency: newLaneConcurrency,
    rateBacklog: false,
  };
}

/** Replaces an execution with too many wakes by a new one. */
export function continueAsNewExecution(lane: Lane, wakeAt: number): LaneStep {
  return startExecution(lane, wakeAt);
}

/** The concurrency after a round in which more deliveries waited than were allowed. */
export function raisedConcurrency(concurrency: number): number {
  return Math.min(maxConcurrency, Math.ceil(concurrency * concurrencyGrowth));
}

/** When the lane is to be reconciled: its wake is overdue then, or a check is due. */
export function reconciliationDueAt({ status, wake, reconcileAt }: Lane): number | undefined {
  if (status === 'closed') return undefined;
  // What was recorded during a wake is applied when the wake ends.
  return wake.kind === 'awake' ? overdueAt(wake) : earliest(overdueAt(wake), reconcileAt);
}

function overdueAt(wake: Wake): number | undefined {
  switch (wake.kind) {
    case 'none':
      return undefined;
    case 'sleeping':
      return wake.at + overdueAfterMs;
    case 'awake':
      return wake.since + overdueAfterMs;
  }
}

/** Whether the latest execution should have woken the lane or ended its wake. */
export function isOverdue({ wake }: Lane, now: number): boolean {
  return (overdueAt(wake) ?? now + 1) <= now;
}

/** Wakes the lane at once with a new execution, in place of a dead one. */
export function restartLane(lane: Lane, now: number): Required<LaneStep> {
  return startExecution({ ...lane, version: lane.version + 1 }, now);
}

/** The lane while it is checked. To be written before any query; after a crash the check is still due. */
export function beginCheck(lane: Lane): Lane {
  return { ...lane, checking: true, version: lane.version + 1 };
}

/** The items that a check found in the lane. */
export type CheckResult = Readonly<{
  isParked: boolean;
  /** When the first scheduled retry falls due. */
  scheduledAt?: number | undefined;
  /** When the first lease ends, or has ended. */
  leasedUntil?: number | undefined;
}>;

/** The lane after a check: woken if nothing else wakes it, checked again when a lease ends, closed if empty. */
export function afterCheck(before: Lane, { isParked, scheduledAt, leasedUntil }: CheckResult, now: number): LaneStep {
  const isLost = leasedUntil !== undefined && leasedUntil <= now;
  const reconcileAt = isLost ? undefined : leasedUntil;
  const lane = { ...before, reconcileAt, checking: undefined, version: before.version + 1 };
  const wanted = isLost
    ? now
    : before.wake.kind === 'none'
      ? earliest(isParked ? now : undefined, scheduledAt)
      : undefined;
  if (wanted !== undefined && !isAwakeBy(lane, Math.max(wanted, now) + leaseToleranceMs)) {
    return startExecution(lane, Math.max(wanted, now));
  }
  return { lane: lane.wake.kind === 'none' && lane.reconcileAt === undefined ? closeLane(lane) : lane };
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
