import type { EventRef, EventStore, StoredEvent } from '../../events/application/ports.ts';
import { deliveryId } from '../../events/domain/delivery-id.ts';
import { notFound, type Outcome, ok } from '../../platform/application/outcome.ts';
import type { Clock, TargetFinder } from '../../platform/application/ports.ts';
import { readTargetName, type Target } from '../../platform/domain/target.ts';
import type { WebhookRef } from '../../platform/domain/webhook-ref.ts';
import type { WebhookConfiguration } from '../../webhooks/application/ports.ts';
import type { Delivery, DeliveryStatus as State } from '../domain/delivery.ts';
import { recordedAs, shownDelivery } from '../domain/shown-delivery.ts';
import { gatherDeliveries } from './gather-deliveries.ts';
import { type DeliveryPage, type DeliveryQuery, type DeliveryRef, type DeliveryStore, refKey, refOf } from './ports.ts';

export type ReadDeliveryPorts = Readonly<{
  configuration: WebhookConfiguration;
  deliveries: DeliveryStore;
  events: EventStore;
  targets: TargetFinder;
  clock: Clock;
}>;

/** A delivery in progress that has no record yet is shown as pending. */
type DeliveryStatus = Readonly<{ id: string; target: Target; delivery: Delivery | undefined }>;

/** An event with a page of its deliveries; `next` is the page to continue with. */
export type EventWithDeliveries = Readonly<{
  stored: StoredEvent;
  deliveries: readonly DeliveryStatus[];
  next: number | undefined;
}>;

type ListQuery = Omit<DeliveryQuery, 'webhookId' | 'ruleId' | 'statuses'> & Readonly<{ status?: State | undefined }>;

/** Lists a webhook's deliveries, newest first; if a filter skips many, the next page has the rest. */
export async function listDeliveries(
  { configuration, deliveries, clock }: ReadDeliveryPorts,
  { ref, query: { status, ...query } }: Readonly<{ ref: WebhookRef; query: ListQuery }>,
): Promise<Outcome<DeliveryPage>> {
  const webhook = await configuration.read(ref);
  if (!webhook) return notFound('webhook');
  const statuses = status && recordedAs(status, webhook.status);
  if (statuses?.length === 0) return ok({ deliveries: [], next: undefined });
  const page = await gatherDeliveries({ ...query, clock }, async (part) => {
    const { deliveries: read, next } = await deliveries.list({ ...query, ...part, statuses, webhookId: ref.webhookId });
    const shown = read.map((delivery) => shownDelivery(delivery, webhook.status));
    return { deliveries: shown.filter((delivery) => status === undefined || delivery.status === status), next };
  });
  return ok(page);
}

export async function readDelivery(
  { configuration, deliveries }: ReadDeliveryPorts,
  { ref, deliveryId: id }: Readonly<{ ref: WebhookRef; deliveryId: string }>,
): Promise<Outcome<Delivery>> {
  const [webhook, [delivery]] = await Promise.all([
    configuration.read(ref),
    deliveries.find([{ webhookId: ref.webhookId, deliveryId: id }]),
  ]);
  if (!webhook) return notFound('webhook');
  return delivery === undefined ? notFound('delivery') : ok(shownDelivery(delivery, webhook.status));
}

/** Reads an event, the latest with that own id, with those of its deliveries that one page of its fan-out made. */
export async function readEvent(
  { events, deliveries, targets: finder }: ReadDeliveryPorts,
  { ref, page }: Readonly<{ ref: EventRef; page: number }>,
): Promise<Outcome<EventWithDeliveries>> {
  const stored = await events.find(ref);
  if (stored === undefined) return notFound('event');
  const { envelopeId } = stored;
  const targets = page === 0 ? stored.targets : await events.targets({ ...ref, envelopeId, page });
  const time = new Date(stored.event.time);
  // Deliveries of a deleted webhook or rule are not shown, though their records are purged later.
  const existing = await finder.existing(ref.space, targets.map(readTargetName));
  const refs = existing.map((target) => ({
    target,
    ref: targetRef(target, deliveryId({ envelopeId, targetId: target.id, time })),
  }));
  const [found, following] = await Promise.all([
    deliveries.find(refs.map((each) => each.ref)),
    targets.length === 0 ? [] : events.targets({ ...ref, envelopeId, page: page + 1 }),
  ]);
  const byKey = new Map(found.map((delivery) => [refKey(refOf(delivery)), delivery]));
  return ok({
    stored,
    deliveries: refs.map(({ target, ref: each }) => ({
      id: each.deliveryId,
      target,
      delivery: byKey.get(refKey(each)),
    })),
    next: following.length > 0 ? page + 1 : undefined,
  });
}

function targetRef({ kind, id }: Target, delivery: string): DeliveryRef {
  return kind === 'rule' ? { ruleId: id, deliveryId: delivery } : { webhookId: id, deliveryId: delivery };
}
