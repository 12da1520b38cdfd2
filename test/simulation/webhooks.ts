import type {
  WebhookConfiguration,
  WebhookDirectory,
  WebhookSwitch,
} from '../../functions/shared/webhooks/application/ports.ts';
import type { Webhook } from '../../functions/shared/webhooks/domain/webhook.ts';
import { History } from './history.ts';

/** Webhooks with all they ever were. */
export class WebhookHistory extends History<Webhook> {
  change(id: string, changes: Partial<Webhook>): void {
    const before = this.now(id);
    if (before === undefined) return;
    const after = { ...before, ...changes };
    const at = new Date(this.time).toISOString();
    const isFresh = after.url !== before.url || (before.status === 'disabled' && after.status !== 'disabled');
    this.set(id, {
      ...after,
      ...(after.status !== before.status && { statusSince: at }),
      ...(isFresh && { freshSince: at }),
      version: before.version + 1,
    });
  }

  /** For how long it was enabled between two times. */
  enabledMs(id: string, from: number, to: number): number {
    const moments = this.of(id);
    return moments.reduce((sum, { at, thing: webhook }, index) => {
      const ends = Math.min(to, moments[index + 1]?.at ?? to);
      return webhook?.status === 'enabled' ? sum + Math.max(0, ends - Math.max(at, from)) : sum;
    }, 0);
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
