import type { WebhookConfiguration } from '../../functions/shared/application/ports/webhook-configuration.ts';
import type { WebhookDirectory } from '../../functions/shared/application/ports/webhook-directory.ts';
import type { WebhookSwitch } from '../../functions/shared/application/ports/webhook-switch.ts';
import type { Webhook } from '../../functions/shared/domain/webhook.ts';
import type { Chance, Kernel } from './kernel.ts';

/** What the cache of the real directory allows. */
const directoryAgeMs = 3_000;

/** Webhooks with all they ever were, so that a cached read can answer with the past. */
export class WebhookHistory {
  readonly #history = new Map<string, { at: number; webhook: Webhook | undefined }[]>();
  readonly #kernel: Kernel;
  readonly #chance: Chance;

  constructor(kernel: Kernel, chance: Chance) {
    this.#kernel = kernel;
    this.#chance = chance;
  }

  get ids(): readonly string[] {
    return [...this.#history.keys()];
  }

  set(id: string, webhook: Webhook | undefined): void {
    this.#history.set(id, [...(this.#history.get(id) ?? []), { at: this.#kernel.time, webhook }]);
  }

  change(id: string, changes: Partial<Webhook>): void {
    const before = this.now(id);
    if (before) this.set(id, { ...before, ...changes, version: before.version + 1 });
  }

  now(id: string): Webhook | undefined {
    return this.#history.get(id)?.at(-1)?.webhook;
  }

  at(id: string, time: number): Webhook | undefined {
    const history = this.#history.get(id);
    return (history?.findLast(({ at }) => at <= time) ?? history?.[0])?.webhook;
  }

  /** Whether it was enabled at any moment of these last milliseconds. */
  wasEnabledWithin(id: string, ms: number): boolean {
    const from = this.#kernel.time - ms;
    const history = this.#history.get(id) ?? [];
    return history.some(
      ({ webhook }, index) =>
        webhook?.status === 'enabled' && (history[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= from,
    );
  }

  wasAlwaysEnabledSince(id: string, from: number): boolean {
    const history = this.#history.get(id) ?? [];
    return history.every(
      ({ webhook }, index) =>
        webhook?.status === 'enabled' || (history[index + 1]?.at ?? Number.POSITIVE_INFINITY) < from,
    );
  }

  readonly directory: WebhookDirectory = {
    find: async (refs) => {
      const time = this.#kernel.time - this.#chance.between(0, directoryAgeMs);
      return new Map(
        refs.flatMap(({ webhookId }): [string, Webhook][] => {
          const webhook = this.at(webhookId, time);
          return webhook ? [[webhookId, webhook]] : [];
        }),
      );
    },
  };

  readonly configuration: WebhookConfiguration = { read: async ({ webhookId }) => this.now(webhookId) };

  readonly webhookSwitch: WebhookSwitch = {
    disable: async ({ webhookId }) => this.change(webhookId, { status: 'disabled' }),
  };
}
