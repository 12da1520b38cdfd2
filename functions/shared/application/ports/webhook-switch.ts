import type { WebhookRef } from '../../domain/webhook-ref.ts';

/** Disables webhooks whose endpoint answers that it is gone (410). */
export interface WebhookSwitch {
  /**
   * Sets the webhook to `disabled`, unless it was deleted or changed after that time: an earlier answer does not apply
   * to the changed webhook. Returns whether it is disabled; repeating it has no further effect.
   */
  disable(order: WebhookRef & Readonly<{ unlessChangedAfter: string }>): Promise<boolean>;
}
