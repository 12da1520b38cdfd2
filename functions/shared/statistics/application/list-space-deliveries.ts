import { gatherDeliveries } from '../../deliveries/application/gather-deliveries.ts';
import type { DeliveryPage, DeliveryStore } from '../../deliveries/application/ports.ts';
import type { Delivery, DeliveryStatus } from '../../deliveries/domain/delivery.ts';
import { isFailure } from '../../deliveries/domain/delivery-course.ts';
import { shownDelivery } from '../../deliveries/domain/shown-delivery.ts';
import type { Clock } from '../../platform/application/ports.ts';
import type { WebhookConfiguration } from '../../webhooks/application/ports.ts';
import type { DeliveryEntry, TimeIndex, TimeIndexQuery } from './ports.ts';

export type ListSpaceDeliveriesPorts = Readonly<{
  configuration: WebhookConfiguration;
  deliveries: DeliveryStore;
  deliveryIndex: TimeIndex<DeliveryEntry>;
  failureIndex: TimeIndex<DeliveryEntry>;
  clock: Clock;
}>;

type ListQuery = TimeIndexQuery &
  Readonly<{
    status?: DeliveryStatus | undefined;
    createdSince?: string | undefined;
    createdUntil?: string | undefined;
  }>;

/** Most records that are read at once for a filter: each of them costs a read unit of its own. */
const maxRecords = 1_000;

/** Lists the deliveries of a space's webhooks, newest first; if a filter skips many, the next page has the rest. */
export async function listSpaceDeliveries(
  ports: ListSpaceDeliveriesPorts,
  { status, createdSince, createdUntil, ...query }: ListQuery,
): Promise<DeliveryPage> {
  const index = status !== undefined && isFailure(status) ? ports.failureIndex : ports.deliveryIndex;
  const isFiltered = status !== undefined || createdSince !== undefined || createdUntil !== undefined;
  return gatherDeliveries({ ...query, clock: ports.clock }, async ({ limit, after, reach }) => {
    const lines = isFiltered ? Math.min(reach, maxRecords) : limit;
    const { entries, next } = await index.list({ ...query, limit: lines, after });
    const refs = entries.map(({ key, webhookId }) => ({ webhookId, deliveryId: key }));
    const found = refs.length === 0 ? [] : await ports.deliveries.find(refs);
    const shown = await shownDeliveries(ports, { space: query.space, found });
    const deliveries = shown
      .filter((delivery) => status === undefined || delivery.status === status)
      .filter(({ createdAt }) => createdSince === undefined || createdAt >= createdSince)
      .filter(({ createdAt }) => createdUntil === undefined || createdAt < createdUntil)
      .sort((one, other) => (one.id > other.id ? -1 : 1));
    const isCut = deliveries.length > limit;
    const page = deliveries.slice(0, limit);
    return { deliveries: page, next: isCut ? page.at(-1)?.id : next };
  });
}

/** As users see them; those of a deleted webhook are not listed, though their records are purged later. */
async function shownDeliveries(
  { configuration }: ListSpaceDeliveriesPorts,
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
