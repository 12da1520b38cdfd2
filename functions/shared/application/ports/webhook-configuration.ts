import type { Webhook } from '../../domain/webhook.ts';
import type { WebhookRef } from '../../domain/webhook-ref.ts';

/** The settings of a webhook that its lane needs. */
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

/** Reads webhooks as they are at the moment of the call, without a cache. */
export interface WebhookConfiguration {
  read(ref: WebhookRef): Promise<LaneWebhook | undefined>;
}
