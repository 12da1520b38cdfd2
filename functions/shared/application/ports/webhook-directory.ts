import type { Webhook } from '../../domain/webhook.ts';

export type WebhookRef = Readonly<{ space: string; webhookId: string }>;

/** Gives webhooks with their secrets opened, at most a few seconds old. */
export interface WebhookDirectory {
  /** The webhooks that exist, by id; a deleted one is absent. */
  find(refs: readonly WebhookRef[]): Promise<ReadonlyMap<string, Webhook>>;
}
