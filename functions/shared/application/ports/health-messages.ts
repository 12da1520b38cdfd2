import type { HealthNews } from '../../domain/health.ts';
import type { LaneWebhook } from './webhook-configuration.ts';

/** What the platform and the owner hear of a webhook whose endpoint fails for long, or answers again. */
export type HealthMessage = Readonly<{ news: HealthNews; webhook: LaneWebhook }>;

/** The way of such news to the bus. */
export interface HealthMessages {
  /** Throws unless all were accepted; the same may then be published again. */
  publish(messages: readonly HealthMessage[]): Promise<void>;
}
