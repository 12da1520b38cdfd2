import type { WebhookRef } from '../../../functions/shared/platform/domain/webhook-ref.ts';
import type {
  WebhookConfiguration,
  WebhookDirectory,
  WebhookSwitch,
} from '../../../functions/shared/webhooks/application/ports.ts';
import type { Webhook } from '../../../functions/shared/webhooks/domain/webhook.ts';

/** Webhooks as a test last put them. A webhook asked for under another space is absent. */
export class InMemoryWebhookDirectory implements WebhookDirectory, WebhookConfiguration, WebhookSwitch {
  readonly #webhooks = new Map<string, Webhook>();

  put(webhook: Webhook): void {
    this.#webhooks.set(webhook.id, structuredClone(webhook));
  }

  delete(webhookId: string): void {
    this.#webhooks.delete(webhookId);
  }

  async find(refs: readonly WebhookRef[]): Promise<ReadonlyMap<string, Webhook>> {
    const found = await Promise.all(refs.map((ref) => this.read(ref)));
    return new Map(found.flatMap((webhook): [string, Webhook][] => (webhook ? [[webhook.id, webhook]] : [])));
  }

  async read(ref: WebhookRef): Promise<Webhook | undefined> {
    return this.get(ref);
  }

  /** The webhook as it is now. */
  get({ space, webhookId }: WebhookRef): Webhook | undefined {
    const webhook = this.#webhooks.get(webhookId);
    return webhook?.space === space ? structuredClone(webhook) : undefined;
  }

  async disable({
    unlessChangedAfter,
    ...ref
  }: WebhookRef & Readonly<{ unlessChangedAfter: string }>): Promise<boolean> {
    const webhook = await this.read(ref);
    if (webhook === undefined) return false;
    if (webhook.status !== 'disabled' && webhook.updatedAt > unlessChangedAfter) return false;
    this.put({ ...webhook, status: 'disabled', statusSince: new Date().toISOString() });
    return true;
  }
}
