import type { Delivery } from '../../domain/delivery.ts';
import type { LaneWebhook } from './webhook-configuration.ts';

/** A result for the platform and the owner. */
export type DeliveryResult =
  | Readonly<{ kind: 'delivery.succeeded' | 'delivery.failed'; delivery: Delivery; webhook: LaneWebhook }>
  /** No attempt is left. The webhook is absent when it was deleted meanwhile. */
  | Readonly<{ kind: 'delivery.exhausted'; delivery: Delivery; webhook?: LaneWebhook | undefined }>
  /** A rule's step was answered in a way that no retry can correct. */
  | Readonly<{ kind: 'execution.failed'; delivery: Delivery; webhook?: LaneWebhook | undefined }>
  /** The address is forbidden. */
  | Readonly<{ kind: 'delivery.blocked'; delivery: Delivery; webhook: LaneWebhook }>
  /** The endpoint answered that it is gone (410). */
  | Readonly<{ kind: 'webhook.disabled'; delivery: Delivery; webhook: LaneWebhook }>;

/** Publishes results on the bus. */
export interface DeliveryResults {
  /** Throws unless all were accepted; the same result may then be published again. */
  publish(results: readonly DeliveryResult[]): Promise<void>;
}
