import { attendedAt, checked, type Lane, type LaneStep, overdueExecutions, revived } from '../domain/lane.ts';
import { findWaiting } from './find-waiting.ts';
import { type LaneReport, startExecution } from './lane-keeper.ts';
import type { Clock } from './ports/clock.ts';
import type { LaneRunner } from './ports/lane-runner.ts';
import type { LaneStore } from './ports/lane-store.ts';
import type { WaitingDeliveries } from './ports/waiting-deliveries.ts';

export type ReconcilePorts = Readonly<{
  clock: Clock;
  lanes: LaneStore;
  waiting: Pick<WaitingDeliveries, 'query'>;
  runner: LaneRunner;
  report: LaneReport & Readonly<{ revived(fact: Readonly<{ webhookId: string; generation: number }>): void }>;
}>;

/** An execution that ended otherwise than by its own decision. */
export type FailedRun = Readonly<{ webhookId: string; generation: number }>;

/** Lanes seen to side by side: each takes some five calls, so thousands a minute are done within seconds. */
const atOnce = 50;

/**
 * Starts anew each lane of which an execution should have looked long ago or is known to have failed; checks lanes for
 * what they have missed, and closes those that rest and have nothing left. Running it twice at once is safe: the lane is
 * written on condition of its version. When one fails for a fault of ours, the others are seen to
 * before it throws.
 */
export async function reconcileLanes(ports: ReconcilePorts, failed: readonly FailedRun[] = []): Promise<void> {
  const now = ports.clock.now().getTime();
  const found = failed.length > 0 ? failed.map(({ webhookId }) => webhookId) : await ports.lanes.attendedBy(now);
  const webhookIds = [...new Set(found)].values();
  const errors: unknown[] = [];
  const work = async () => {
    for (const webhookId of webhookIds) {
      try {
        await seeTo(ports, webhookId, failed);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (errors.length > 0) throw errors[0];
}

async function seeTo(ports: ReconcilePorts, webhookId: string, failed: readonly FailedRun[]): Promise<void> {
  const lane = (await ports.lanes.read([webhookId])).get(webhookId);
  const now = ports.clock.now().getTime();
  if (lane?.state !== 'open') return;
  const hasFailed = ({ generation }: Readonly<{ generation: number }>) =>
    failed.some((run) => run.webhookId === webhookId && run.generation === generation);
  const dead = [
    ...overdueExecutions(lane, now),
    ...lane.executions.filter(hasFailed).map(({ generation }) => generation),
  ];
  if (dead.length > 0) {
    const step = revived(lane, dead, now);
    if (await take(ports, step)) ports.report.revived({ webhookId, generation: step.start.generation });
    return;
  }
  if ((attendedAt(lane) ?? now + 1) <= now) await take(ports, await check(ports, lane, now));
}

async function check({ waiting }: ReconcilePorts, lane: Lane, now: number): Promise<LaneStep> {
  const { unsent, scheduled, leased } = await findWaiting(waiting, { webhookId: lane.webhookId, limit: 1 });
  const timeOf = ([first]: readonly Readonly<{ dueAt: string }>[]) => first && Date.parse(first.dueAt);
  const found = { scheduledAt: timeOf(scheduled), leasedUntil: timeOf(leased), unsentWait: unsent.length > 0 };
  return checked(lane, found, now);
}

/** Whether the step was taken; not, when the lane was written meanwhile: what is left to do is done the next time. */
async function take(ports: ReconcilePorts, { lane, start }: LaneStep): Promise<boolean> {
  if ((await ports.lanes.write(lane)) === 'conflict') return false;
  if (start) await startExecution(ports, lane, start);
  return true;
}
