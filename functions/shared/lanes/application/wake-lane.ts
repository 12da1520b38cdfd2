import type { Clock, Pause } from '../../platform/application/ports.ts';
import { retryOnConflict } from '../../platform/application/retry-on-conflict.ts';
import type { WebhookConfiguration } from '../../webhooks/application/ports.ts';
import type { Lane, LaneStep } from '../domain/lane.ts';
import { type AfterWake, afterWake, beginWake, continueAsNewExecution, type WakeResult } from '../domain/lane-wake.ts';
import { type FollowHealthPorts, type LaneAndWebhook, publishHealthChanges, tryDecideHealth } from './follow-health.ts';
import { readLane } from './found-lanes.ts';
import { laneConflicts } from './lane-conflicts.ts';
import type { LaneReport } from './lane-report.ts';
import type { LaneRunner, LaneStore } from './ports.ts';
import { type ReleasePorts, releaseBatch } from './release-batch.ts';
import { startExecution } from './start-execution.ts';

export type WakePorts = ReleasePorts &
  FollowHealthPorts &
  Readonly<{
    clock: Clock;
    pause: Pause;
    lanes: LaneStore;
    runner: LaneRunner;
    configuration: WebhookConfiguration;
    report: LaneReport;
  }>;

/** The state of a lane's execution from wake to wake. */
export type WakeRequest = Readonly<{
  webhookId: string;
  space: string;
  generation: number;
  /** When the wake was due; it counts if the execution's clock is ahead of ours. Milliseconds since 1970. */
  wakeAt: number;
  /** Wakes of this execution so far. */
  wakes: number;
}>;

export type WakeOutcome = Readonly<{ next: 'end' }> | Readonly<{ next: 'sleep'; wakeAt: number; waitSeconds: number }>;

/**
 * An execution ends after this many wakes and continues as a new one: at ten history events each, more than half of the
 * 25,000 that Step Functions allows are left for wakes that had to be repeated.
 */
export const wakesPerExecution = 1_000;
/** A drain releases once in this time, in ms: often enough for a smooth flow, seldom enough to read the lane anew. */
const batchIntervalMs = 1_000;
/** A wake drains for this time at most; the rest of its function's 60 s is for the last batch and the write of the lane. */
const drainBudgetMs = 40_000;

/**
 * Wakes a lane: releases what may be sent, and returns when to wake it again. Waking it twice is safe, and so is a
 * crash at any point: leased deliveries return when their leases end, and a late execution is replaced.
 */
export async function wakeLane(ports: WakePorts, request: WakeRequest): Promise<WakeOutcome> {
  const began = ports.clock.now().getTime();
  const first = await writeAwake(ports, request);
  if (first === undefined) return { next: 'end' };
  let batch = await runBatch(ports, request, first);
  while (batch?.isDraining && ports.clock.now().getTime() < began + drainBudgetMs) {
    await ports.pause(batchIntervalMs);
    const latest = await readOwnedLane(ports, request);
    if (latest === undefined) return { next: 'end' };
    const { concurrency, retentionWalk = latest.retentionWalk } = batch.result;
    batch = await runBatch(ports, request, { ...latest, concurrency, retentionWalk });
  }
  if (batch === undefined) return { next: 'end' };
  const published = await publishHealthChanges(ports, batch);
  return writeNextWake(ports, request, { lane: batch.lane, result: { ...batch.result, published } });
}

/** Writes that the lane is awake, before any of its items is read. */
async function writeAwake({ lanes }: WakePorts, request: WakeRequest): Promise<Lane | undefined> {
  const read = () => readLane(lanes, request.webhookId);
  return retryOnConflict<Lane | undefined, Lane | undefined>({
    ...laneConflicts(request),
    first: await read(),
    read,
    attempt: async (stored) => {
      const lane = beginWake(stored, request);
      if (lane === undefined || (await lanes.write(lane)) === 'written') return lane;
      return 'conflict';
    },
  });
}

async function readOwnedLane({ lanes }: WakePorts, { webhookId, generation }: WakeRequest): Promise<Lane | undefined> {
  const lane = await readLane(lanes, webhookId);
  return lane?.status === 'open' && lane.generation === generation ? lane : undefined;
}

/** Undefined if another execution has taken the lane over. */
async function runBatch(ports: WakePorts, request: WakeRequest, seen: Lane) {
  const decided = await decideHealth(ports, request, seen);
  if (decided === undefined) return undefined;
  const now = Math.max(ports.clock.now().getTime(), request.wakeAt);
  return { ...decided, ...(await releaseBatch(ports, { ...decided, now })) };
}

/** The lane with its webhook, after the decision on the endpoint's health. */
async function decideHealth(ports: WakePorts, request: WakeRequest, seen: Lane): Promise<LaneAndWebhook | undefined> {
  const { webhookId, space } = request;
  return retryOnConflict<Lane | undefined, LaneAndWebhook | undefined>({
    ...laneConflicts(request),
    first: seen,
    read: () => readOwnedLane(ports, request),
    attempt: async (lane) => {
      if (lane === undefined) return undefined;
      const webhook = await ports.configuration.read({ webhookId, space });
      return tryDecideHealth(ports, { lane, webhook });
    },
  });
}

type Completed = Readonly<{ lane: Lane; result: WakeResult }>;

/** Applies the wake's result to the lane as it is now: what others wrote meanwhile is kept. */
async function writeNextWake(
  ports: WakePorts,
  request: WakeRequest,
  { lane: seen, result }: Completed,
): Promise<WakeOutcome> {
  return retryOnConflict<Lane | undefined, WakeOutcome>({
    ...laneConflicts(request),
    first: seen,
    read: () => readOwnedLane(ports, request),
    attempt: async (lane) => {
      if (lane === undefined) return { next: 'end' };
      const now = Math.max(ports.clock.now().getTime(), request.wakeAt);
      const after = afterWake(lane, { ...result, ...circuitToWrite(lane, { seen, result }) }, now);
      const { lane: next, start } = withContinuation(after, request);
      if ((await ports.lanes.write(next)) === 'conflict') return 'conflict';
      if (start) await startExecution(ports, next, start);
      const { wakeAt } = after;
      if (start || wakeAt === undefined) return { next: 'end' };
      return { next: 'sleep', wakeAt, waitSeconds: Math.max(1, Math.ceil((wakeAt - now) / 1000)) };
    },
  });
}

/**
 * If others closed or opened the circuit meanwhile, it is left as it is, with its concurrency. So is a closed one, since
 * others count its failures.
 */
function circuitToWrite(lane: Lane, { seen, result }: Readonly<{ seen: Lane; result: WakeResult }>) {
  const isSame = lane.circuit.state === seen.circuit.state;
  return {
    circuit: isSame && lane.circuit.state === 'open' ? result.circuit : lane.circuit,
    concurrency: isSame ? result.concurrency : lane.concurrency,
  };
}

function withContinuation({ lane, wakeAt }: AfterWake, { wakes }: WakeRequest): LaneStep {
  return wakeAt === undefined || wakes + 1 < wakesPerExecution ? { lane } : continueAsNewExecution(lane, wakeAt);
}
