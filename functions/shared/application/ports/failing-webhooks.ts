import type { Lane } from '../../domain/lane.ts';
import type { LaneWebhook } from './webhook-configuration.ts';

/** Webhooks that have failed for long. */
export interface FailingWebhooks {
  /**
   * Disables the webhook and writes its lane in one step, if the webhook has this version and is still enabled, and the
   * stored lane has the version before the given one; `conflict` if either was changed meanwhile.
   */
  disable(order: Readonly<{ webhook: LaneWebhook; lane: Lane; at: string }>): Promise<'disabled' | 'conflict'>;
}
