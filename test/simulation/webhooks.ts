import type { WebhookConfiguration } from '../../functions/shared/application/ports/webhook-configuration.ts';
import type { WebhookDirectory } from '../../functions/shared/application/ports/webhook-directory.ts';
import type { WebhookSwitch } from '../../functions/shared/application/ports/webhook-switch.ts';
import type { Webhook } from '../../functions/shared/domain/webhook.ts';
import { History } from './history.ts';

/** Webhooks with all they ever were. */
export class WebhookHistory extends History<Webhook> {
  change(id: string, changes: Partial<Webhook>): void {
    const before = this.now(id);
    if (before) this.set(id, { ...before, ...changes, version: before.version + 1 });
  }

  /** Whether it was enabled at any moment of these last milliseconds. */
  wasEnabledWithin(id: string, ms: number): boolean {
    const from = this.time - ms;
    const moments = this.of(id);
    return moments.some(
      ({ thing: webhook }, index) =>
        webhook?.status === 'enabled' && (moments[index + 1]?.at ?? Number.POSITIVE_INFINITY) >= from,
    );
  }

  wasAlwaysEnabledSince(id: string, from: number): boolean {
    const moments = this.of(id);
    return moments.every(
      ({ thing: webhook }, index) =>
        webhook?.status === 'enabled' || (moments[index + 1]?.at ?? Number.POSITIVE_INFINITY) < from,
    );
  }

  readonly directory: WebhookDirectory = {
    find: async (refs) => {
      const time = this.cachedTime();
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
    disable: async ({ webhookId, unlessChangedAfter }) => {
      const before = this.now(webhookId);
      if (before?.status === 'disabled') return true;
      const changedAt = this.of(webhookId).at(-1)?.at ?? 0;
      if (before === undefined || changedAt > Date.parse(unlessChangedAfter)) return false;
      this.change(webhookId, { status: 'disabled' });
      return true;
    },
  };
}
