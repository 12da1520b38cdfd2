import type { Webhook } from '../../domain/webhook.ts';
import type { WebhookRef } from '../../domain/webhook-ref.ts';

/** What a lane must know of its webhook. */
export type LaneWebhook = Pick<
  Webhook,
  | 'id'
  | 'space'
  | 'name'
  | 'kind'
  | 'url'
  | 'status'
  | 'rateLimit'
  | 'ownerEmail'
  | 'retrySchedule'
  | 'disableAfterFailingSeconds'
  | 'statusSince'
  | 'freshSince'
  | 'createdAt'
  | 'version'
>;

/** Webhooks as they are at the moment of the call, not a few seconds ago. */
export interface WebhookConfiguration {
  read(ref: WebhookRef): Promise<LaneWebhook | undefined>;
}
