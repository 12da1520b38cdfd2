import type { Clock } from '../../platform/application/ports.ts';
import type { ExecutionStart, Lane } from '../domain/lane.ts';
import type { SlowAttempt } from '../domain/lane-update.ts';
import type { LaneRunner } from './ports.ts';

/** The events of lanes that are logged and counted. */
export interface LaneReport {
  /** The lane stays marked as sleeping and is started by the next reconciliation. */
  executionNotStarted(fact: Readonly<{ webhookId: string; generation: number; error: unknown }>): void;
  circuitOpened(fact: Readonly<{ webhookId: string }>): void;
  circuitClosed(fact: Readonly<{ webhookId: string }>): void;
  /** Its deliveries use the slow queue from now on, or still. */
  endpointSlow(fact: SlowAttempt): void;
  /** The slowness of an endpoint could not be written; the next slow attempt tries again. */
  slownessNotRecorded(fact: Readonly<{ webhookId: string; error: unknown }>): void;
}

/** For {@link retryOnConflict}. Writers that collide read again, and mostly find that the first write served them all. */
export const contendedLane = ({ webhookId }: Pick<Lane, 'webhookId'>) => ({
  maxTries: 12,
  exhausted: (): never => {
    throw new Error(`The lane of webhook ${webhookId} could not be written: too many others wrote it.`);
  },
});

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
