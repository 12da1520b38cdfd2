import type { WebhookRef } from '../../domain/webhook-ref.ts';

/** Turns webhooks off on their endpoint's own word. */
export interface WebhookSwitch {
  /**
   * Sets the webhook to `disabled`, unless it is deleted or was changed after that time: what was heard before says
   * nothing of how it is now. Answers whether it is disabled; twice is once.
   */
  disable(order: WebhookRef & Readonly<{ unlessChangedAfter: string }>): Promise<boolean>;
}
