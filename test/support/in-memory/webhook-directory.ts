import type { WebhookDirectory, WebhookRef } from '../../../functions/shared/application/ports/webhook-directory.ts';
import type { Webhook } from '../../../functions/shared/domain/webhook.ts';

/** Webhooks as a test last put them. A webhook asked for under another space is absent. */
export class InMemoryWebhookDirectory implements WebhookDirectory {
  readonly #webhooks = new Map<string, Webhook>();

  put(webhook: Webhook): void {
    this.#webhooks.set(webhook.id, structuredClone(webhook));
  }

  delete(webhookId: string): void {
    this.#webhooks.delete(webhookId);
  }

  async find(refs: readonly WebhookRef[]): Promise<ReadonlyMap<string, Webhook>> {
    const found = refs.flatMap(({ space, webhookId }): [string, Webhook][] => {
      const webhook = this.#webhooks.get(webhookId);
      return webhook?.space === space ? [[webhookId, structuredClone(webhook)]] : [];
    });
    return new Map(found);
  }
}
