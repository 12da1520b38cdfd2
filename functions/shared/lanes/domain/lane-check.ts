import { closeLane, earliest, type Lane, type LaneStep, wakesBy, withNewExecution } from './lane.ts';

/** An execution this late is dead: a state starts within seconds, and a failing wake is retried for a minute. */
const overdueAfterMs = 120_000;
/** A lease that has ended is left to a wake within this time, in milliseconds. */
const leaseToleranceMs = 60_000;

/** When the lane is to be reconciled: its wake is overdue then, or a check is due. */
export function reconciliationDueAt({ status, wake, reconcileAt }: Lane): number | undefined {
  if (status === 'closed') return undefined;
  // What was recorded during a wake is applied when the wake ends.
  return wake.kind === 'awake' ? overdueAt(wake) : earliest(overdueAt(wake), reconcileAt);
}

function overdueAt(wake: Lane['wake']): number | undefined {
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
  return withNewExecution({ ...lane, version: lane.version + 1 }, now);
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
  if (wanted !== undefined && !wakesBy(lane, Math.max(wanted, now) + leaseToleranceMs)) {
    return withNewExecution(lane, Math.max(wanted, now));
  }
  return { lane: lane.wake.kind === 'none' && lane.reconcileAt === undefined ? closeLane(lane) : lane };
}
