import { afterAttempts, type Circuit, closedCircuit, type Outcomes } from './circuit.ts';
import type { ParkReason } from './delivery-course.ts';
import {
  afterFailure,
  afterPause,
  afterSuccess,
  type Failure,
  type Health,
  type HealthNews,
  healthStep,
  isNewFailure,
  isNewSuccess,
  withoutFailing,
  withoutNews,
} from './health.ts';
import { afterSlowAttempt, type Slowness } from './slowness.ts';

/**
 * One webhook's lane: its retry queue with its circuit breaker and its pace. It is open while deliveries wait in it.
 * An open lane has one Step Functions execution, which sleeps until something is due and then wakes the lane; or none
 * while all that waits is leased, and then the reconciler looks after it. All times are milliseconds since 1970.
 */
export type Lane = Readonly<{
  webhookId: string;
  space: string;
  status: 'open' | 'closed';
  /** Numbers the executions, which are named `<webhookId>-<generation>`. Only the latest may wake the lane. */
  generation: number;
  wake: Wake;
  /** When the reconciler checks for leases that ran out, and closes the lane if nothing is left in it. */
  reconcileAt?: number | undefined;
  /** A check has begun that may not see what is put into the lane from now on. */
  checking?: true | undefined;
  circuit: Circuit;
  /** Released deliveries that may be on their way at once. */
  pace: number;
  /** Deliveries wait for the rate limit, so new ones queue up behind them. */
  rateBacklog: boolean;
  /** Replays still to be worked through, first come first, and when each was asked for. */
  replays: readonly Readonly<{ id: string; requestedAt: number }>[];
  /** Over how many partitions of the table the wait items are spread. Never shrinks, for writers may hold an old copy. */
  partitions: number;
  /** How far what has waited for long has been kept from expiring. */
  keeping?: Keeping | undefined;
  /** Present when the endpoint was slow once; it is still, as long as that says. */
  slowness?: Slowness | undefined;
  /** How the endpoint has been doing; absent when it never failed. Outlives the lane's closing. */
  health?: Health | undefined;
  /** Grows with every write; a write that was worked out from an older version is refused. */
  version: number;
}>;

/** A walk through what waits: when the last one ended, and where one goes on that has begun. */
export type Keeping = Readonly<{
  doneAt: number;
  cursor?: Readonly<{ partition: number; after?: string | undefined }> | undefined;
}>;

/**
 * What the latest execution does. It writes `awake` before it queries the lane. So whoever has put a wait item and then
 * reads `sleeping` knows that the query is still to come; whoever reads `awake` notes in `recheckAt` when the lane must
 * wake again.
 */
type Wake =
  | Readonly<{ kind: 'none' }>
  | Readonly<{ kind: 'sleeping'; at: number }>
  | Readonly<{ kind: 'awake'; since: number; recheckAt?: number | undefined }>;

/** What has happened to a webhook that its lane must know. */
export type LaneUpdate = Readonly<{
  webhookId: string;
  space: string;
  /** A scheduled retry was put into the lane, which is due then. */
  dueAt?: number | undefined;
  /** A delivery was parked. */
  parked?: ParkReason | undefined;
  /** A delivery was leased by another than the lane; without an outcome by then it is to be released. */
  leasedUntil?: number | undefined;
  outcomes?: Outcomes | undefined;
  /** An attempt was answered then, whatever else failed. */
  answeredAt?: number | undefined;
  /** Attempts failed, be it that no further one could mend it. Beside a success it says nothing. */
  failure?: Failure | undefined;
  /** The webhook was resumed, re-pointed or switched: its circuit closes, and it wakes. */
  reset?: boolean | undefined;
  /** What becomes of the time for which it has been failing: a pause does not count, and what is new starts anew. */
  failing?: 'interrupted' | 'forgotten' | undefined;
  /** A replay was asked for. */
  replay?: string | undefined;
}>;

/** The lane as it should be, and the execution to be started, if any. */
export type LaneStep = Readonly<{ lane: Lane; start?: ExecutionStart | undefined }>;
export type ExecutionStart = Readonly<{ generation: number; wakeAt: number }>;

const seconds = 1000;

/** A wake this much too late is good enough, so that retries which fall due together share one. */
const lateWakeTolerated = 2 * seconds;
/** A wake this late is dead: Step Functions starts a state within seconds, and a failing wake is tried again for a minute. */
const overdueAfter = 120 * seconds;
/** A lease that ran out is left to a wake that comes this soon anyway. */
const lateReleaseTolerated = 60 * seconds;
/** A paused lane wakes so often, in case the update that it goes on is lost. */
const pausedNap = 60 * 60 * seconds;
/** From one wake to the next at least. */
const shortestNap = 1 * seconds;
/**
 * A wake also releases what falls due within this time, each delayed until it is due. A first retry falls due a minute
 * after its failure, so one wake takes all that failed since the one before.
 */
export const horizon = 60 * seconds;

/** On their way at once: a new lane's, the first after an outage, and the most, for some 1,000 a second. */
const newLanePace = 100;
const afterOutagePace = 10;
export const fullPace = 2000;
/** From round to round, which take a second: doubles in three, and is full half a minute after the endpoint's recovery. */
const paceGrowth = 1.25;
/** A lane with more in one queue of one partition is spread over several: each takes 1,000 writes a second (DynamoDB quota). */
export const crowdedBeyond = 500;
/** Enough for three writes of each of 1,000 deliveries a second, and as much again for those that come meanwhile. */
const spreadPartitions = 8;
/** What could not be published of the endpoint's health is published again so much later. */
const publishedAgainAfter = 60 * seconds;
/** Replays that may wait in a lane at once. */
export const maxOpenReplays = 10;

const noOutcomes: Outcomes = { failures: 0, succeeded: false };

/** Whether the lane needs no write to know of the update. The update's wait items must be written, and the lane read after that. */
export function isUpToDate(lane: Lane | undefined, update: LaneUpdate, now: number): boolean {
  if (lane?.status !== 'open' || changesLane(lane, update)) return false;
  return wakesBy(lane, wakeTimeFor(lane, update, now)) && checksBy(lane, update.leasedUntil);
}

/** Whether the update says something of the endpoint or the webhook that an open lane does not know. */
export function changesLane(lane: Lane, update: LaneUpdate): boolean {
  const { circuit, rateBacklog } = lane;
  const { outcomes = noOutcomes, parked, reset, replay } = update;
  if (reset || replay !== undefined || (parked === 'rate_limited' && !rateBacklog)) return true;
  if (changesHealth(lane, update)) return true;
  if (outcomes.succeeded) return circuit.state === 'open' || circuit.failures > 0;
  return outcomes.failures > 0 && circuit.state === 'closed';
}

/** Whether the update says something of how the endpoint has been doing that is not known. */
function changesHealth(lane: Lane | undefined, { answeredAt, failure, failing }: LaneUpdate): boolean {
  const health = lane?.health;
  if (failing !== undefined && health?.failing !== undefined) return true;
  if (answeredAt !== undefined) return isNewSuccess(health, answeredAt);
  return failure !== undefined && isNewFailure(health, failure);
}

/** Whether nothing is to be written of an update for which nothing waits: a lane that is closed is told of its endpoint's health alone. */
export function isNothingNew(lane: Lane | undefined, update: LaneUpdate, now: number): boolean {
  if (lane?.status === 'open') return isUpToDate(lane, update, now);
  return !changesHealth(lane, update);
}

/** Applies an update for which nothing waits: a lane that is closed stays so, unless something is to be decided or published. */
export function applyNews(before: Lane | undefined, update: LaneUpdate, now: number): LaneStep {
  if (before?.status === 'open') return applyUpdate(before, update, now);
  const lane = before ?? newLane(update);
  const noted = { ...lane, health: healthAfter(lane, update, now), version: lane.version + 1 };
  if (!wantsDecision(noted, update)) return { lane: noted };
  return startExecution({ ...noted, status: 'open' }, now);
}

function healthAfter({ health }: Lane, { answeredAt, failure, failing }: LaneUpdate, now: number): Health | undefined {
  if (health !== undefined && failing === 'forgotten') return withoutFailing(health);
  if (health !== undefined && failing === 'interrupted') return afterPause(health, now);
  if (answeredAt !== undefined) return afterSuccess(health, answeredAt);
  return failure === undefined ? health : afterFailure(health, failure);
}

/** Whether a wake has to decide or tell something of the endpoint's health. */
function wantsDecision({ health }: Lane, { failure }: LaneUpdate): boolean {
  return hasUnpublished({ health }) || (failure !== undefined && healthStep(health, failure.rules) !== undefined);
}

/** Applies the update: opens the lane if need be, and has it wake in time. */
export function applyUpdate(before: Lane | undefined, update: LaneUpdate, now: number): LaneStep {
  const lane = before ?? newLane(update);
  const circuit = update.reset ? closedCircuit : afterAttempts(lane.circuit, update.outcomes ?? noOutcomes, now);
  const isRecovered = update.reset === true || (lane.circuit.state === 'open' && circuit.state === 'closed');
  const updated: Lane = {
    ...lane,
    status: 'open',
    reconcileAt: earliest(lane.reconcileAt, update.leasedUntil),
    // This write is what a check under way fails on: the one that follows it sees everything.
    checking: undefined,
    circuit,
    pace: isRecovered ? afterOutagePace : lane.pace,
    rateBacklog: lane.rateBacklog || update.parked === 'rate_limited',
    replays: withReplay(lane.replays, update.replay, now),
    health: healthAfter(lane, update, now),
    version: lane.version + 1,
  };
  const wakeAt = earliest(wakeTimeFor(updated, update, now), isRecovered ? now : undefined);
  if (wakeAt === undefined || wakesBy(updated, wakeAt)) return { lane: updated };
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
    pace: newLanePace,
    rateBacklog: false,
    replays: [],
    partitions: 1,
    version: 0,
  };
}

/** An attempt that took long. */
export type SlowAttempt = Readonly<{ webhookId: string; space: string; tookMs: number }>;

/** The lane with what a slow attempt tells of the endpoint, and as open or closed as it was; absent when it knows. */
export function withSlowAttempt(before: Lane | undefined, attempt: SlowAttempt, now: number): Lane | undefined {
  const lane = before ?? newLane(attempt);
  const slowness = afterSlowAttempt(lane.slowness, attempt.tookMs, now);
  return slowness && { ...lane, slowness, version: lane.version + 1 };
}

function withReplay(replays: Lane['replays'], id: string | undefined, now: number): Lane['replays'] {
  if (id === undefined || replays.some((replay) => replay.id === id)) return replays;
  return [...replays, { id, requestedAt: now }];
}

/** When the lane must wake at the latest for the update. For what is overdue that is now, or each such update would start another execution. */
function wakeTimeFor(lane: Lane, update: LaneUpdate, now: number): number | undefined {
  const { dueAt, parked, reset, replay } = update;
  const isAsked = reset || replay !== undefined || wantsDecision(lane, update);
  const time = earliest(dueAt, parked && parkedWakeTime(lane, parked, now), isAsked ? now : undefined);
  return time === undefined ? undefined : Math.max(now, time);
}

function parkedWakeTime({ circuit }: Lane, reason: ParkReason, now: number): number {
  switch (reason) {
    case 'paused':
      return now + pausedNap;
    case 'circuit_open':
      return circuit.state === 'open' ? circuit.probeAt : now;
    case 'rate_limited':
      return now;
  }
}

function wakesBy({ wake }: Lane, time: number | undefined): boolean {
  if (time === undefined) return true;
  switch (wake.kind) {
    case 'none':
      return false;
    case 'sleeping':
      return wake.at <= time + lateWakeTolerated;
    case 'awake':
      return wake.recheckAt !== undefined && wake.recheckAt <= time + lateWakeTolerated;
  }
}

/** Whether somebody checks the lane when that lease ends. A check that is under way does not prove it. */
function checksBy({ wake, reconcileAt, checking }: Lane, leasedUntil: number | undefined): boolean {
  if (leasedUntil === undefined) return true;
  if (!checking && reconcileAt !== undefined && reconcileAt <= leasedUntil) return true;
  return wake.kind === 'sleeping' && wake.at <= leasedUntil;
}

/** A new execution in place of the present one, which ends when it finds that it is not the latest. */
function startExecution(lane: Lane, wakeAt: number) {
  const start = { generation: lane.generation + 1, wakeAt };
  return { lane: { ...lane, generation: start.generation, wake: { kind: 'sleeping', at: wakeAt } }, start } as const;
}

/** The lane while that execution wakes it; absent when the execution is not the latest. To be written before any query. */
export function beginWake(lane: Lane | undefined, { generation, wakeAt }: ExecutionStart): Lane | undefined {
  if (lane?.status !== 'open' || lane.generation !== generation) return undefined;
  const begun = { ...lane, reconcileAt: undefined, checking: undefined, version: lane.version + 1 };
  return { ...begun, wake: { kind: 'awake', since: wakeAt } };
}

/** What a wake has found and done. */
export type WakeResult = Readonly<{
  /** When the next retry falls due that was not released. */
  nextDueAt?: number | undefined;
  /** When the first lease ends of what is on its way. */
  leasedUntil?: number | undefined;
  /** More could have gone out than was allowed, and may do so then. */
  moreAt?: number | undefined;
  /** Deliveries stay parked. */
  parked: boolean;
  /** The webhook is paused, and something waits for it. */
  held: boolean;
  circuit: Circuit;
  pace: number;
  /** One partition holds more than it should. */
  crowded: boolean;
  /** Absent when nothing was looked through. */
  keeping?: Keeping | undefined;
  /** Replays that are done with. */
  replaysDone: readonly string[];
  /** What was published of the endpoint's health. */
  published?: readonly HealthNews[] | undefined;
}>;

/** The lane after a wake, and when its execution wakes it next; without a time the execution ends. */
export type AfterWake = Readonly<{ lane: Lane; wakeAt?: number | undefined }>;

/**
 * Has the lane sleep until something is due. When all that is left is leased, it rests without an execution; when
 * nothing is left, it closes. Whoever has put something in since the wake began has written the lane, so that this is
 * worked out again.
 */
export function afterWake(before: Lane, result: WakeResult, now: number): AfterWake {
  const { wake } = before;
  const recheckAt = wake.kind === 'awake' ? wake.recheckAt : undefined;
  const lane: Lane = {
    ...before,
    wake: { kind: 'none' },
    reconcileAt: earliest(before.reconcileAt, result.leasedUntil),
    circuit: result.circuit,
    pace: result.pace,
    rateBacklog: before.rateBacklog && (result.parked || recheckAt !== undefined),
    replays: before.replays.filter(({ id }) => !result.replaysDone.includes(id)),
    ...(result.keeping && { keeping: result.keeping }),
    partitions: result.crowded ? spreadPartitions : before.partitions,
    health: withoutNews(before.health, result.published ?? []),
    version: before.version + 1,
  };
  const wakeAt = earliest(
    nextWake(lane, result, now),
    recheckAt,
    hasUnpublished(lane) ? now + publishedAgainAfter : undefined,
  );
  if (wakeAt !== undefined) {
    const at = Math.max(wakeAt, now + shortestNap);
    return { lane: { ...lane, wake: { kind: 'sleeping', at } }, wakeAt: at };
  }
  return { lane: lane.reconcileAt === undefined ? closed(lane) : lane };
}

function nextWake({ circuit, replays }: Lane, result: WakeResult, now: number): number | undefined {
  if (result.held) return now + pausedNap;
  return earliest(
    result.nextDueAt,
    result.moreAt,
    circuit.state === 'open' && (result.parked || replays.length > 0) ? circuit.probeAt : undefined,
  );
}

function hasUnpublished({ health }: Pick<Lane, 'health'>): boolean {
  return (health?.unpublished.length ?? 0) > 0;
}

function closed(lane: Lane): Lane {
  return {
    ...lane,
    status: 'closed',
    circuit: closedCircuit,
    pace: newLanePace,
    rateBacklog: false,
  };
}

/** An execution that has woken its lane often enough hands over to a new one. */
export function continueAsNew(lane: Lane, wakeAt: number): LaneStep {
  return startExecution(lane, wakeAt);
}

/** The pace after a round at whose end more could have gone out. */
export function fasterPace(pace: number): number {
  return Math.min(fullPace, Math.ceil(pace * paceGrowth));
}

/** When the reconciler has to see to the lane: its wake is overdue then, or a check is due. */
export function attentionAt({ status, wake, reconcileAt }: Lane): number | undefined {
  if (status === 'closed') return undefined;
  // What was noted during a wake is heeded when it ends.
  return wake.kind === 'awake' ? overdueAt(wake) : earliest(overdueAt(wake), reconcileAt);
}

function overdueAt(wake: Wake): number | undefined {
  switch (wake.kind) {
    case 'none':
      return undefined;
    case 'sleeping':
      return wake.at + overdueAfter;
    case 'awake':
      return wake.since + overdueAfter;
  }
}

/** Whether the latest execution should have slept or finished its wake long ago. */
export function isOverdue({ wake }: Lane, now: number): boolean {
  return (overdueAt(wake) ?? now + 1) <= now;
}

/** Has a new execution wake the lane at once, in place of a dead one. */
export function restartLane(lane: Lane, now: number): Required<LaneStep> {
  return startExecution({ ...lane, version: lane.version + 1 }, now);
}

/** The lane while it is checked. To be written before any query; after a crash the check is still due. */
export function beginCheck(lane: Lane): Lane {
  return { ...lane, checking: true, version: lane.version + 1 };
}

/** What a check found in the lane. */
export type Contents = Readonly<{
  isParked: boolean;
  /** When the first scheduled retry falls due. */
  scheduledAt?: number | undefined;
  /** When the first lease ends, or has ended. */
  leasedUntil?: number | undefined;
}>;

/** The lane after a check: woken if it misses something, checked again when the next lease ends, closed if it is empty. */
export function afterCheck(before: Lane, { isParked, scheduledAt, leasedUntil }: Contents, now: number): LaneStep {
  const isLost = leasedUntil !== undefined && leasedUntil <= now;
  const reconcileAt = isLost ? undefined : leasedUntil;
  const lane = { ...before, reconcileAt, checking: undefined, version: before.version + 1 };
  const wanted = isLost
    ? now
    : before.wake.kind === 'none'
      ? earliest(isParked ? now : undefined, scheduledAt)
      : undefined;
  if (wanted !== undefined && !wakesBy(lane, Math.max(wanted, now) + lateReleaseTolerated)) {
    return startExecution(lane, Math.max(wanted, now));
  }
  return { lane: lane.wake.kind === 'none' && lane.reconcileAt === undefined ? closed(lane) : lane };
}

function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
