import type { WebhookRef } from './webhook-directory.ts';

/** Turns webhooks off on their endpoint's own word. */
export interface WebhookSwitch {
  /** Sets the webhook to `disabled`, unless it is deleted; twice is once. */
  disable(ref: WebhookRef): Promise<void>;
}
