import type { FailingWebhooks, LaneStore } from '../../../functions/shared/lanes/application/ports.ts';
import type { WebhookRef } from '../../../functions/shared/platform/domain/webhook-ref.ts';
import type { Webhook } from '../../../functions/shared/webhooks/domain/webhook.ts';

type Stores = Readonly<{
  lanes: LaneStore;
  webhooks: Readonly<{ read: (ref: WebhookRef) => Webhook | undefined; put: (webhook: Webhook) => void }>;
}>;

/** Disables webhooks together with what their lane says. */
export function inMemoryFailingWebhooks({ lanes, webhooks }: Stores): FailingWebhooks {
  return {
    async disable({ webhook: { space, id: webhookId, version }, lane, at }) {
      const stored = webhooks.read({ space, webhookId });
      if (stored?.version !== version || stored.status !== 'enabled') return 'conflict';
      if ((await lanes.write(lane)) === 'conflict') return 'conflict';
      webhooks.put({ ...stored, status: 'disabled', statusSince: at, updatedAt: at, version: version + 1 });
      return 'disabled';
    },
  };
}
