import type { Delivery, DeliveryState } from '../domain/delivery.ts';
import { shownDelivery } from '../domain/shown-delivery.ts';
import { gatherDeliveries } from './gather-deliveries.ts';
import type { DeliveryPage, DeliveryStore } from './ports/delivery-store.ts';
import type { DeliveryEntry, TimeIndex, TimeIndexQuery } from './ports/time-index.ts';
import type { WebhookConfiguration } from './ports/webhook-configuration.ts';

export type ListSpaceDeliveriesServices = Readonly<{
  configuration: WebhookConfiguration;
  deliveries: DeliveryStore;
  deliveryIndex: TimeIndex<DeliveryEntry>;
}>;

type ListQuery = TimeIndexQuery &
  Readonly<{
    state?: DeliveryState | undefined;
    createdSince?: string | undefined;
    createdUntil?: string | undefined;
  }>;

/** Lists the deliveries of a space's webhooks, newest first; if a filter skips many, the next page has the rest. */
export async function listSpaceDeliveries(
  services: ListSpaceDeliveriesServices,
  { state, createdSince, createdUntil, ...query }: ListQuery,
): Promise<DeliveryPage> {
  return gatherDeliveries(query, async (part) => {
    const { entries, next } = await services.deliveryIndex.list({ ...query, ...part });
    const refs = entries.map(({ key, webhookId }) => ({ webhookId, deliveryId: key }));
    const found = refs.length === 0 ? [] : await services.deliveries.find(refs);
    const shown = await shownDeliveries(services, { space: query.space, found });
    const deliveries = shown
      .filter((delivery) => state === undefined || delivery.state === state)
      .filter(({ createdAt }) => createdSince === undefined || createdAt >= createdSince)
      .filter(({ createdAt }) => createdUntil === undefined || createdAt < createdUntil)
      .sort((one, other) => (one.id > other.id ? -1 : 1));
    return { deliveries, next };
  });
}

/** As users see them; those of a deleted webhook are not listed, though their records are purged later. */
async function shownDeliveries(
  { configuration }: ListSpaceDeliveriesServices,
  { space, found }: Readonly<{ space: string; found: readonly Delivery[] }>,
): Promise<readonly Delivery[]> {
  const webhookIds = [...new Set(found.map(({ webhookId }) => webhookId))];
  const webhooks = await Promise.all(webhookIds.map((webhookId) => configuration.read({ space, webhookId })));
  const statuses = new Map(webhooks.flatMap((webhook) => (webhook ? [[webhook.id, webhook.status] as const] : [])));
  return found.flatMap((delivery) => {
    const status = statuses.get(delivery.webhookId);
    return status === undefined ? [] : [shownDelivery(delivery, status)];
  });
}
