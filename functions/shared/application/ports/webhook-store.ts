import type { Webhook } from '../../domain/webhook.ts';
import type { WebhookRef } from '../../domain/webhook-ref.ts';
import type { IdempotencyRecord } from './idempotency-store.ts';
import type { Page, PageRequest } from './page.ts';

export type WebhookCreation = 'created' | 'name_taken' | 'unknown_space' | 'repeated';
type WebhookReplacement = 'replaced' | 'name_taken' | 'changed';

/** Keeps webhooks with their subscriptions and their name's uniqueness, each change whole or not at all. */
export interface WebhookStore {
  create(webhook: Webhook, reply?: IdempotencyRecord): Promise<WebhookCreation>;
  find(ref: WebhookRef): Promise<Webhook | undefined>;
  /** Whether there is such a webhook, without opening it. */
  exists(ref: WebhookRef): Promise<boolean>;
  /** Oldest first. */
  list(page: PageRequest & Readonly<{ space: string }>): Promise<Page<Webhook>>;
  /** Saves the successor of the version before it; `changed` when that one, or its space, is no longer there. */
  replace(change: Readonly<{ before: Webhook; after: Webhook }>): Promise<WebhookReplacement>;
  /**
   * Removes this version and, in the same step, leaves word that the rest is to be purged; `changed` also when rules
   * have come to call it since `ruleChanges` was read.
   */
  remove(removal: Readonly<{ webhook: Webhook; ruleChanges: number; at: string }>): Promise<'removed' | 'changed'>;
}
