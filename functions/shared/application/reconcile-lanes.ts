import { isOverdue, overdueAfter, revived } from '../domain/lane.ts';
import { type LaneReport, startLane } from './lane-keeper.ts';
import type { Clock } from './ports/clock.ts';
import type { LaneRunner } from './ports/lane-runner.ts';
import type { LaneStore } from './ports/lane-store.ts';

export type ReconcilePorts = Readonly<{
  clock: Clock;
  lanes: LaneStore;
  runner: LaneRunner;
  report: LaneReport & Readonly<{ revived(fact: Readonly<{ webhookId: string; generation: number }>): void }>;
}>;

/** An execution that ended otherwise than by its own decision. */
export type FailedRun = Readonly<{ webhookId: string; generation: number }>;

/**
 * Starts anew each lane whose execution should have looked long ago, and those whose execution is known to have
 * failed. Running it twice at once is safe: the lane is written on condition of its version.
 */
export async function reconcileLanes(ports: ReconcilePorts, failed: readonly FailedRun[] = []): Promise<void> {
  const now = ports.clock.now().getTime();
  const late = failed.length > 0 ? [] : await ports.lanes.lateSince(now - overdueAfter);
  const suspects = [...new Set([...late, ...failed.map(({ webhookId }) => webhookId)])];
  if (suspects.length === 0) return;
  const lanes = await ports.lanes.read(suspects);
  await Promise.all(
    [...lanes.values()].map(async (lane) => {
      const { webhookId, generation } = lane;
      const hasFailed = failed.some((run) => run.webhookId === webhookId && run.generation === generation);
      if (lane.state !== 'open' || !(hasFailed || isOverdue(lane, now))) return;
      const { lane: next } = revived(lane, now);
      if ((await ports.lanes.write(next)) === 'conflict') return;
      ports.report.revived({ webhookId, generation: next.generation });
      await startLane(ports, next);
    }),
  );
}
