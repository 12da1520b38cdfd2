import type { HealthChange } from '../../domain/health.ts';
import type { LaneWebhook } from './webhook-configuration.ts';

/** A message to platform and owner about a webhook that has failed for long, or whose endpoint answers again. */
export type HealthMessage = Readonly<{ change: HealthChange; webhook: LaneWebhook }>;

/** Publishes such messages on the bus. */
export interface HealthMessages {
  /** Throws unless all were accepted; the same ones may then be published again. */
  publish(messages: readonly HealthMessage[]): Promise<void>;
}
