import type { LaneRegistry } from './lane-registry.ts';
import type { WebhookRef } from './ports/webhook-directory.ts';

/** What updates the lanes of changed webhooks. */
export type ChangeListener = Pick<LaneRegistry, 'observeNow'>;

/**
 * To be called after a webhook was paused, resumed, disabled, enabled, re-pointed or deleted: its lane, if it has one
 * that is open, wakes at once and acts on what it finds: drains, holds, or ends what waits.
 * Should the call be lost, the lane notices when it wakes next: within the hour if it was paused, else when a retry is due.
 */
export async function webhookChanged(
  ports: Readonly<{ laneRegistry: ChangeListener }>,
  ref: WebhookRef,
): Promise<void> {
  await ports.laneRegistry.observeNow({ ...ref, reset: true });
}
