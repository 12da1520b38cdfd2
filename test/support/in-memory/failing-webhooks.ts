import type { FailingWebhooks } from '../../../functions/shared/application/ports/failing-webhooks.ts';
import type { LaneStore } from '../../../functions/shared/application/ports/lane-store.ts';
import type { Webhook } from '../../../functions/shared/domain/webhook.ts';
import type { WebhookRef } from '../../../functions/shared/domain/webhook-ref.ts';

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
