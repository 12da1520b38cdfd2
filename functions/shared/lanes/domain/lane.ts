import { type Circuit, closedCircuit } from './circuit.ts';
import { newLaneConcurrency } from './concurrency.ts';
import type { Health } from './health.ts';
import type { Slowness } from './slowness.ts';

/**
 * One webhook's lane: its retry queue with its circuit breaker and its concurrency limit. It is open while deliveries
 * wait in it. An open lane has one Step Functions execution, which sleeps until something is due and then wakes the
 * lane; or none while all that waits is leased: then the reconciler checks it. All times are milliseconds since 1970.
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

/** The lane to be written, and the execution to be started, if any. */
export type LaneStep = Readonly<{ lane: Lane; start?: ExecutionStart | undefined }>;
export type ExecutionStart = Readonly<{ generation: number; wakeAt: number }>;

/** Replays that may wait in a lane at the same time. */
export const maxOpenReplays = 10;

/** A wake may be this late, in milliseconds, so that retries that fall due together share one. */
const wakeToleranceMs = 2_000;

/** A lane that was never written. */
export function newLane({ webhookId, space }: Pick<Lane, 'webhookId' | 'space'>): Lane {
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

/** The lane, closed; its circuit and its concurrency begin anew. */
export function closeLane(lane: Lane): Lane {
  return {
    ...lane,
    status: 'closed',
    circuit: closedCircuit,
    concurrency: newLaneConcurrency,
    rateBacklog: false,
  };
}

/** Whether the lane is certain to wake by that time. */
export function wakesBy({ wake }: Lane, time: number | undefined): boolean {
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

/** Replaces the present execution by a new one; the former ends when it finds that it is not the latest. */
export function withNewExecution(lane: Lane, wakeAt: number) {
  const start = { generation: lane.generation + 1, wakeAt };
  return { lane: { ...lane, generation: start.generation, wake: { kind: 'sleeping', at: wakeAt } }, start } as const;
}

/** Whether changes of health are still to be published. */
export function hasUnpublished({ health }: Pick<Lane, 'health'>): boolean {
  return (health?.unpublished.length ?? 0) > 0;
}

/** The earliest of the known times; undefined if none is known. */
export function earliest(...times: readonly (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
