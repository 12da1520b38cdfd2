import type { Clock, Pause } from '../../platform/application/ports.ts';
import type { WebhookConfiguration } from '../../webhooks/application/ports.ts';
import {
  type AfterWake,
  afterWake,
  beginWake,
  continueAsNewExecution,
  type Lane,
  type LaneStep,
  type WakeResult,
} from '../domain/lane.ts';
import { applyHealthDecision, type FollowHealthPorts, publishHealthChanges } from './follow-health.ts';
import { type LaneReport, startExecution } from './lane-registry.ts';
import type { LaneRunner, LaneStore } from './ports.ts';
import { type ReleasePorts, releaseBatch } from './release-batch.ts';

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
export type WakeOrder = Readonly<{
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
/** A wake drains for this time at most; the rest of its function's 60 s is for the last round and the lane's write. */
const drainBudgetMs = 40_000;
const maxTries = 10;

/**
 * Wakes a lane: releases what may be sent, and returns when to wake it again. Waking it twice is safe, and so is a
 * crash at any point: leased deliveries return when their leases end, and a late execution is replaced.
 */
export async function wakeLane(ports: WakePorts, order: WakeOrder): Promise<WakeOutcome> {
  const began = ports.clock.now().getTime();
  const first = await begin(ports, order);
  if (first === undefined) return { next: 'end' };
  let round = await runBatch(ports, order, first);
  while (round?.isDraining && ports.clock.now().getTime() < began + drainBudgetMs) {
    await ports.pause(batchIntervalMs);
    const latest = await readOwnedLane(ports, order);
    if (latest === undefined) return { next: 'end' };
    const { concurrency, retentionWalk = latest.retentionWalk } = round.result;
    round = await runBatch(ports, order, { ...latest, concurrency, retentionWalk });
  }
  if (round === undefined) return { next: 'end' };
  const published = await publishHealthChanges(ports, round);
  return conclude(ports, order, { lane: round.lane, result: { ...round.result, published } });
}

/** Writes that the lane is awake, before any of its items is read. */
async function begin({ lanes }: WakePorts, order: WakeOrder): Promise<Lane | undefined> {
  for (let round = 0; round < maxTries; round += 1) {
    const lane = beginWake((await lanes.read([order.webhookId])).get(order.webhookId), order);
    if (lane === undefined || (await lanes.write(lane)) === 'written') return lane;
  }
  throw tooManyWriters(order);
}

async function readOwnedLane({ lanes }: WakePorts, { webhookId, generation }: WakeOrder): Promise<Lane | undefined> {
  const lane = (await lanes.read([webhookId])).get(webhookId);
  return lane?.status === 'open' && lane.generation === generation ? lane : undefined;
}

/** Absent when another execution has taken the lane over. */
async function runBatch(ports: WakePorts, order: WakeOrder, seen: Lane) {
  const watched = await decideWithWebhook(ports, order, seen);
  if (watched === undefined) return undefined;
  const now = Math.max(ports.clock.now().getTime(), order.wakeAt);
  return { ...watched, ...(await releaseBatch(ports, { ...watched, now })) };
}

/** The lane with its webhook, and with what is decided on its endpoint's health. */
async function decideWithWebhook(ports: WakePorts, order: WakeOrder, seen: Lane) {
  const { webhookId, space } = order;
  let lane: Lane | undefined = seen;
  for (let round = 0; round < maxTries; round += 1) {
    if (lane === undefined) return undefined;
    const webhook = await ports.configuration.read({ webhookId, space });
    const decided = await applyHealthDecision(ports, { lane, webhook });
    if (decided !== undefined) return decided;
    lane = await readOwnedLane(ports, order);
  }
  throw tooManyWriters(order);
}

type Ended = Readonly<{ lane: Lane; result: WakeResult }>;

/** Applies the wake's result to the lane as it is now: what others wrote meanwhile is kept. */
async function conclude(ports: WakePorts, order: WakeOrder, { lane: seen, result }: Ended): Promise<WakeOutcome> {
  let lane: Lane | undefined = seen;
  for (let round = 0; round < maxTries; round += 1) {
    if (lane === undefined) return { next: 'end' };
    // If others closed or opened the circuit meanwhile, it is left as it is, with its concurrency. So is a closed one, since
    // others count its failures.
    const isSame = lane.circuit.state === seen.circuit.state;
    const circuit = isSame && lane.circuit.state === 'open' ? result.circuit : lane.circuit;
    const concurrency = isSame ? result.concurrency : lane.concurrency;
    const now = Math.max(ports.clock.now().getTime(), order.wakeAt);
    const after = afterWake(lane, { ...result, circuit, concurrency }, now);
    const { lane: next, start } = withContinuation(after, order);
    if ((await ports.lanes.write(next)) === 'written') {
      if (start) await startExecution(ports, next, start);
      if (start || after.wakeAt === undefined) return { next: 'end' };
      return { next: 'sleep', wakeAt: after.wakeAt, waitSeconds: Math.max(1, Math.ceil((after.wakeAt - now) / 1000)) };
    }
    lane = await readOwnedLane(ports, order);
  }
  throw tooManyWriters(order);
}

function withContinuation({ lane, wakeAt }: AfterWake, { wakes }: WakeOrder): LaneStep {
  return wakeAt === undefined || wakes + 1 < wakesPerExecution ? { lane } : continueAsNewExecution(lane, wakeAt);
}

function tooManyWriters({ webhookId }: WakeOrder): Error {
  return new Error(`The lane of webhook ${webhookId} could not be written: too many others wrote it.`);
}
