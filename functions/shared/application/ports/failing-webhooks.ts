import type { Lane } from '../../domain/lane.ts';
import type { LaneWebhook } from './webhook-configuration.ts';

/** Webhooks that do nothing but fail. */
export interface FailingWebhooks {
  /**
   * Disables the webhook and writes its lane in one step, if the webhook is of this version and enabled still, and the
   * stored lane is of the version before the given one; `conflict` if either was changed meanwhile.
   */
  disable(order: Readonly<{ webhook: LaneWebhook; lane: Lane; at: string }>): Promise<'disabled' | 'conflict'>;
}
