import type { LaneKeeper } from './lane-keeper.ts';
import type { WebhookRef } from './ports/webhook-directory.ts';

/** What is told of changed webhooks. */
export type ChangeListener = Pick<LaneKeeper, 'refresh' | 'teach'>;

/**
 * To be called after a webhook was paused, resumed, disabled, enabled, re-pointed or deleted: its lane, if it has one
 * that is open, looks at the webhook at once and acts on what it finds: drains, rests, or ends what waits.
 * Should the call be lost, the lane notices at its next look: within the hour if it was paused, else when a retry is due.
 */
export async function webhookChanged(ports: Readonly<{ keeper: ChangeListener }>, ref: WebhookRef): Promise<void> {
  await ports.keeper.refresh(ref.webhookId);
  await ports.keeper.teach({ ...ref, fresh: true });
}
