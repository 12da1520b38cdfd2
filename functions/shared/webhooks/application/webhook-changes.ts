import type { WebhookRef } from '../../platform/domain/webhook-ref.ts';
import type { Webhook } from '../domain/webhook.ts';

/** Updates the lanes of changed webhooks. */
export interface LaneUpdater {
  updateFresh(
    change: WebhookRef & Readonly<{ reset: true; failingTime?: 'exclude_pause' | 'restart' | undefined }>,
  ): Promise<void>;
}

type Changed = Pick<Webhook, 'status' | 'url'>;

/**
 * To be called after a webhook was paused, resumed, disabled, enabled, re-pointed or deleted: its lane, if it is open,
 * wakes at once and applies the change: drains, holds, or ends what waits. If the call is lost, the lane reads the
 * change at its next wake: within the hour if it was paused, else when a retry is due.
 */
export async function updateLaneOfWebhook(
  ports: Readonly<{ laneRegistry: LaneUpdater }>,
  { before, after, ...ref }: WebhookRef & Readonly<{ before?: Changed | undefined; after?: Changed | undefined }>,
): Promise<void> {
  const failingTime = before && after && failingTimeAfter(before, after);
  await ports.laneRegistry.updateFresh({ ...ref, reset: true, failingTime });
}

/** Failures of another endpoint, or before the webhook was enabled, no longer count; and a pause does not count. */
function failingTimeAfter(before: Changed, after: Changed): 'exclude_pause' | 'restart' | undefined {
  if (before.url !== after.url) return 'restart';
  if (before.status === after.status) return undefined;
  if (before.status === 'disabled') return 'restart';
  return before.status === 'paused' ? 'exclude_pause' : undefined;
}
