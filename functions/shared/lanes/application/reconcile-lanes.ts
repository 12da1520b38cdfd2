import type { WaitItems } from '../../deliveries/application/ports.ts';
import type { Clock } from '../../platform/application/ports.ts';
import type { Lane, LaneStep } from '../domain/lane.ts';
import { afterCheck, beginCheck, isOverdue, reconciliationDueAt, restartLane } from '../domain/lane-check.ts';
import { readLane } from './found-lanes.ts';
import type { LaneReport } from './lane-report.ts';
import type { LaneRunner, LaneStore } from './ports.ts';
import { startExecution } from './start-execution.ts';

export type ReconcilePorts = Readonly<{
  clock: Clock;
  lanes: LaneStore;
  waits: Pick<WaitItems, 'find'>;
  runner: LaneRunner;
  report: LaneReport & Readonly<{ restarted(fact: Readonly<{ webhookId: string; generation: number }>): void }>;
}>;

/** An execution that failed, was aborted or timed out. */
export type FailedRun = Readonly<{ webhookId: string; generation: number }>;

/** Lanes reconciled concurrently: each takes some five calls, so thousands a minute are done within seconds. */
const atOnce = 50;

/**
 * Restarts each lane whose execution is overdue or is known to have failed; checks lanes for leases that have ended,
 * and closes empty ones. Running it twice at once is safe: a lane is written on condition of its version. If one fails
 * because of an internal fault, the others are reconciled before it throws.
 */
export async function reconcileLanes(ports: ReconcilePorts, failed: readonly FailedRun[] = []): Promise<void> {
  const now = ports.clock.now().getTime();
  const found =
    failed.length > 0 ? failed.map(({ webhookId }) => webhookId) : await ports.lanes.dueForReconciliation(now);
  const distinct = new Set(found);
  const webhookIds = distinct.values();
  const errors: unknown[] = [];
  const work = async () => {
    for (const webhookId of webhookIds) {
      try {
        await reconcileLane(ports, webhookId, failed);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, distinct.size) }, work));
  if (errors.length > 0) throw errors[0];
}

async function reconcileLane(ports: ReconcilePorts, webhookId: string, failed: readonly FailedRun[]): Promise<void> {
  const lane = await readLane(ports.lanes, webhookId);
  const now = ports.clock.now().getTime();
  if (lane?.status !== 'open') return;
  const hasFailed = failed.some((run) => run.webhookId === webhookId && run.generation === lane.generation);
  if (isOverdue(lane, now) || (hasFailed && lane.wake.kind !== 'none')) {
    const step = restartLane(lane, now);
    if (await writeStep(ports, step)) ports.report.restarted({ webhookId, generation: step.start.generation });
    return;
  }
  if ((reconciliationDueAt(lane) ?? now + 1) > now) return;
  const begun = beginCheck(lane);
  if ((await ports.lanes.write(begun)) === 'written') await writeStep(ports, await checkLane(ports, begun, now));
}

async function checkLane({ waits }: ReconcilePorts, lane: Lane, now: number): Promise<LaneStep> {
  const { webhookId, partitions } = lane;
  const { parked, scheduled, leased } = await waits.find({ webhookId, partitions, limit: 1 });
  const timeOf = (item: Readonly<{ dueAt: string }> | undefined) => item && Date.parse(item.dueAt);
  const contents = { isParked: parked.length > 0, scheduledAt: timeOf(scheduled[0]), leasedUntil: timeOf(leased[0]) };
  return afterCheck(lane, contents, now);
}

/** Returns whether the step was written; if the lane was written meanwhile, the next reconciliation does the rest. */
async function writeStep(ports: ReconcilePorts, { lane, start }: LaneStep): Promise<boolean> {
  if ((await ports.lanes.write(lane)) === 'conflict') return false;
  if (start) await startExecution(ports, lane, start);
  return true;
}
