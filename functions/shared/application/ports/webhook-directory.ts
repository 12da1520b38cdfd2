import type { Webhook } from '../../domain/webhook.ts';
import type { WebhookRef } from '../../domain/webhook-ref.ts';

/** Reads webhooks and decrypts their secrets, at most a few seconds old. */
export interface WebhookDirectory {
  /** The webhooks that exist, by id; a deleted one is absent. */
  find(refs: readonly WebhookRef[]): Promise<ReadonlyMap<string, Webhook>>;
}
