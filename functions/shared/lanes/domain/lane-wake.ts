import type { Circuit } from './circuit.ts';
import { type HealthChange, withoutPublished } from './health.ts';
import {
  closeLane,
  type ExecutionStart,
  earliest,
  hasUnpublished,
  type Lane,
  type LaneStep,
  type RetentionWalk,
  withNewExecution,
} from './lane.ts';

const seconds = 1000;

/** A paused lane wakes this often, in case the update that resumes it is lost. */
export const pausedSleepMs = 60 * 60 * seconds;
/** Least time between wakes. */
const minSleepMs = 1 * seconds;
/**
 * A wake also releases what falls due within this time, each delayed until it is due. A first retry falls due a minute
 * after its failure, so one wake takes all that failed since the one before.
 */
export const releaseAheadMs = 60 * seconds;
/** A lane with more in one queue of one partition is spread: each takes 1,000 writes a second (DynamoDB quota). */
export const maxQueueLengthOfPartition = 500;
/** Enough for three writes of each of 1,000 deliveries a second, and the same for those that arrive meanwhile. */
const spreadPartitions = 8;
/** Time until unpublished changes of health are published again. */
const republishAfterMs = 60 * seconds;

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

/** Replaces an execution with too many wakes by a new one. */
export function continueAsNewExecution(lane: Lane, wakeAt: number): LaneStep {
  return withNewExecution(lane, wakeAt);
}
