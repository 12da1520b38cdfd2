import type { Clock } from '../../platform/application/ports.ts';
import type { ExecutionStart, Lane } from '../domain/lane.ts';
import type { LaneReport } from './lane-report.ts';
import type { LaneRunner } from './ports.ts';

type StartPorts = Readonly<{ clock: Clock; runner: LaneRunner; report: Pick<LaneReport, 'executionNotStarted'> }>;

/** Never throws: the lane is written with the execution, and the reconciler starts it again if this start fails. */
export async function startExecution(
  { clock, runner, report }: StartPorts,
  { webhookId, space }: Lane,
  { generation, wakeAt }: ExecutionStart,
): Promise<void> {
  try {
    await runner.start({ webhookId, space, generation, wakeAt }, clock.now().getTime());
  } catch (error) {
    report.executionNotStarted({ webhookId, generation, error });
  }
}
