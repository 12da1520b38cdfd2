import type { Webhook } from '../../domain/webhook.ts';
import type { WebhookRef } from '../../domain/webhook-ref.ts';
import type { IdempotencyRecord } from './idempotency-store.ts';
import type { Page, PageRequest } from './page.ts';

export type WebhookCreation = 'created' | 'name_taken' | 'unknown_space' | 'repeated';
type WebhookReplacement = 'replaced' | 'name_taken' | 'changed';

/** Stores webhooks with their subscriptions and their unique names, each change in full or not at all. */
export interface WebhookStore {
  create(webhook: Webhook, reply?: IdempotencyRecord): Promise<WebhookCreation>;
  find(ref: WebhookRef): Promise<Webhook | undefined>;
  /** Whether the webhook exists; its secrets are not decrypted. */
  exists(ref: WebhookRef): Promise<boolean>;
  /** Oldest first. */
  list(page: PageRequest & Readonly<{ space: string }>): Promise<Page<Webhook>>;
  /** Replaces the version before it; `changed` if that version, or its space, no longer exists. */
  replace(change: Readonly<{ before: Webhook; after: Webhook }>): Promise<WebhookReplacement>;
  /**
   * Removes this version and, in the same step, marks that the rest is to be purged; `changed` also if a rule has
   * started to call it since `ruleChanges` was read.
   */
  remove(removal: Readonly<{ webhook: Webhook; ruleChanges: number; at: string }>): Promise<'removed' | 'changed'>;
}
