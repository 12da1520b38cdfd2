import type { Delivery } from '../../deliveries/domain/delivery.ts';
import type { WaitItem } from '../../deliveries/domain/wait-item.ts';
import type { Page, PageRequest } from '../../platform/application/ports.ts';
import type { LaneWebhook } from '../../webhooks/application/ports.ts';
import type { HealthChange } from '../domain/health.ts';
import type { Lane } from '../domain/lane.ts';
import type { Replay } from '../domain/replay.ts';
import type { FoundLanes } from './found-lanes.ts';

/** A result for the platform and the owner. */
export type DeliveryResult =
  | Readonly<{ kind: 'delivery.succeeded' | 'delivery.failed'; delivery: Delivery; webhook: LaneWebhook }>
  /** No attempt is left. The webhook is absent when it was deleted meanwhile. */
  | Readonly<{ kind: 'delivery.exhausted'; delivery: Delivery; webhook?: LaneWebhook | undefined }>
  /** The response to a step of a rule is a failure that no retry can correct. */
  | Readonly<{ kind: 'execution.failed'; delivery: Delivery; webhook?: LaneWebhook | undefined }>
  /** The address is forbidden. */
  | Readonly<{ kind: 'delivery.blocked'; delivery: Delivery; webhook: LaneWebhook }>
  /** The endpoint responded that it is gone (410). */
  | Readonly<{ kind: 'webhook.disabled'; delivery: Delivery; webhook: LaneWebhook }>;

/** Publishes results on the bus. */
export interface DeliveryResults {
  /** Throws unless all were accepted; the same result may then be published again. */
  publish(results: readonly DeliveryResult[]): Promise<void>;
}

/** Webhooks that have failed for long. */
export interface FailingWebhooks {
  /**
   * Disables the webhook and writes its lane in one step, if the webhook has this version and is still enabled, and the
   * stored lane has the version before the given one; `conflict` if either was changed meanwhile.
   */
  disable(request: Readonly<{ webhook: LaneWebhook; lane: Lane; at: string }>): Promise<'disabled' | 'conflict'>;
}

/** A message to platform and owner about a webhook that has failed for long, or whose endpoint succeeds again. */
export type HealthMessage = Readonly<{ change: HealthChange; webhook: LaneWebhook }>;

/** Publishes such messages on the bus. */
export interface HealthMessages {
  /** Throws unless all were accepted; the same ones may then be published again. */
  publish(messages: readonly HealthMessage[]): Promise<void>;
}

/** The execution of one generation of a webhook's lane. */
export type LaneRun = Readonly<{ webhookId: string; space: string; generation: number; wakeAt: number }>;

/** Runs lanes: sleeps until the next wake is due, wakes the lane, and repeats until the lane ends the execution. */
export interface LaneRunner {
  /** Starts an execution unless this generation has been started before. Throws when throttled; it may have started. */
  start(run: LaneRun, now: number): Promise<void>;
}

/** Stores one record for each webhook that ever had a waiting delivery. */
export interface LaneStore {
  /** Reads lanes as they are at the moment of the call. One that is invalid does not affect the others. */
  read(webhookIds: readonly string[]): Promise<FoundLanes>;
  /**
   * Writes the lane if the stored one has the version before (or is absent, for version 1); `conflict` if another
   * writer was faster. A call that throws may have written.
   */
  write(lane: Lane): Promise<'written' | 'conflict'>;
  /**
   * Webhooks whose lane is to be reconciled by that time, longest due first. From an index that may lag without a
   * limit: a lane that it does not show yet is only reconciled later.
   */
  dueForReconciliation(time: number): Promise<readonly string[]>;
}

/** The outcome of an attempt whose record could not be written. */
export type DeferredOutcome = Readonly<{
  /** The record to write. */
  after: Delivery;
  /** The delivery before the attempt; version 0 is a delivery without a record. */
  before: Pick<Delivery, 'webhookId' | 'version'>;
  lease?: WaitItem | undefined;
}>;

/** Stores outcomes while the table accepts no writes, so that what was sent is recorded later instead of sent again. */
export interface OutcomeQueue {
  /** Sends all, to be recorded some seconds later; returns the ids of the deliveries that were not accepted. */
  send(outcomes: readonly DeferredOutcome[]): Promise<ReadonlySet<string>>;
}

/** Counts requests per webhook and second, over all functions. */
export interface RateLimiter {
  /** Takes up to `wanted` of the present second's requests; returns how many may be sent. */
  acquire(request: Readonly<{ webhookId: string; perSecond: number; wanted: number; now: Date }>): Promise<number>;
}

export type ReplayRef = Readonly<{ webhookId: string; replayId: string }>;

/** Stores replays and their progress. */
export interface ReplayStore {
  find(ref: ReplayRef): Promise<Replay | undefined>;
  /** Newest first. */
  list(page: PageRequest & Readonly<{ webhookId: string }>): Promise<Page<Replay>>;
  /** Writes the replay if the stored one has the version before (or is absent, for version 1). */
  write(replay: Replay): Promise<'written' | 'conflict'>;
}

/** A delivery that its lane has released: attempted if its record confirms the lease and enough of it is left. */
export type RetryMessage = Readonly<{
  space: string;
  lease: WaitItem;
  /** Sent though the circuit is open: a probe, a retry by its schedule, or a manual one. */
  bypassCircuit: boolean;
  /** Sent to the queue for slow webhooks. */
  slowQueue?: true | undefined;
}>;

/** The queue from lanes to attempts, separate from the first attempts' queue, so that retries never delay those. */
export interface RetryQueue {
  /** Sends each after its delay; returns the delivery ids that were not accepted. */
  send(messages: readonly Readonly<{ message: RetryMessage; delaySeconds: number }>[]): Promise<ReadonlySet<string>>;
}
