import * as z from 'zod';
import type { DeliveryRef } from '../application/ports/delivery-store.ts';
import { type Delivery, deliverySchema, type LanePlace, laneQueues } from '../domain/delivery.ts';
import { deliveriesPartition, laneQueuePartition } from './dynamodb-keys.ts';

/** How long records of deliveries are kept. */
export type DeliveryRetention = Readonly<{ retentionDays: number }>;

export const deliveryKey = ({ webhookId, deliveryId }: DeliveryRef) => ({
  pk: deliveriesPartition(webhookId),
  sk: deliveryId,
});

/** A delivery's own fields; its place in the lane is what the sparse index is keyed by. */
export function deliveryFields({ id: _id, webhookId, place, attempts, response, ...rest }: Delivery) {
  return {
    ...rest,
    attempts,
    attemptCount: attempts.length,
    // As text: JSON nests deeper and has larger numbers than a table (DynamoDB quotas: 32 levels, 10^125).
    ...(response !== undefined && { response: JSON.stringify(response) }),
    ...placeFields(webhookId, place),
  };
}

export function placeFields(webhookId: string, place: LanePlace | undefined) {
  if (place === undefined) return { lane: undefined, dueAt: undefined };
  return { lane: laneQueuePartition(webhookId, place.queue), dueAt: place.dueAt };
}

export function deliveryItem(delivery: Delivery, { retentionDays }: DeliveryRetention) {
  // TTL is in epoch seconds (DynamoDB developer guide).
  const ttl = Math.floor(Date.parse(delivery.createdAt) / 1000) + retentionDays * 24 * 60 * 60;
  const key = deliveryKey({ webhookId: delivery.webhookId, deliveryId: delivery.id });
  return { ...key, ...deliveryFields(delivery), ttl };
}

const itemKey = z.object({
  pk: z.string(),
  sk: z.string(),
  lane: z.string().optional(),
  dueAt: z.string().optional(),
  response: z.string().optional(),
});

const queueNames = z.enum(laneQueues);

export function readDelivery(item: Readonly<Record<string, unknown>>): Delivery {
  const { pk, sk, lane, dueAt, response } = itemKey.parse(item);
  const place = lane === undefined ? undefined : { queue: queueNames.parse(lane.split('#').at(-1)), dueAt };
  const webhookId = pk.slice(deliveriesPartition('').length);
  return deliverySchema.parse({ ...item, ...readResponse(response), id: sk, webhookId, place });
}

function readResponse(text: string | undefined) {
  return text === undefined ? {} : { response: JSON.parse(text) };
}
