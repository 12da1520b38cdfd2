import type { HealthSummary } from '../../domain/health-status.ts';
import type { Webhook } from '../../domain/webhook.ts';

/** Reads the health of webhooks. */
export interface HealthSummaries {
  /** By the webhooks' ids. */
  of(webhooks: readonly Webhook[]): Promise<ReadonlyMap<string, HealthSummary>>;
}
