import * as z from 'zod';
import { type DeliveryRef, ownerId, refOf } from '../application/ports/delivery-store.ts';
import { type Delivery, deliverySchema, type LanePlace, laneQueues } from '../domain/delivery.ts';
import { type Execution, executionSchema } from '../domain/execution.ts';
import { attemptCount } from '../domain/kept-attempts.ts';
import { deliveriesPartition, laneQueuePartition } from './dynamodb-keys.ts';

/** How long records of deliveries are kept. */
export type DeliveryRetention = Readonly<{ retentionDays: number }>;

export const deliveryKey = (ref: DeliveryRef) => ({ pk: deliveriesPartition(ownerId(ref)), sk: ref.deliveryId });

/** A delivery's own fields; its place in the lane is what the sparse index is keyed by. */
export function deliveryFields({ id: _id, webhookId, place, attempts, response, execution, ...rest }: Delivery) {
  return {
    ...rest,
    ...(execution && { execution: executionFields(execution), calledWebhookId: webhookId }),
    attempts,
    attemptCount: attemptCount({ attempts }),
    // As text: JSON nests deeper and has larger numbers than a table (DynamoDB quotas: 32 levels, 10^125).
    ...(response !== undefined && { response: JSON.stringify(response) }),
    ...placeFields(webhookId, place),
  };
}

/** The rule is in the key. What is absent is left out, for the table knows no undefined within a map. */
function executionFields({ ruleId: _key, domain, ...rest }: Execution) {
  return { ...rest, ...(domain !== undefined && { domain }) };
}

export function placeFields(webhookId: string, place: LanePlace | undefined) {
  if (place === undefined) return { lane: undefined, dueAt: undefined };
  return { lane: laneQueuePartition(webhookId, place.queue), dueAt: place.dueAt };
}

export function deliveryItem(delivery: Delivery, { retentionDays }: DeliveryRetention) {
  // TTL is in epoch seconds (DynamoDB developer guide).
  const ttl = Math.floor(Date.parse(delivery.createdAt) / 1000) + retentionDays * 24 * 60 * 60;
  return { ...deliveryKey(refOf(delivery)), ...deliveryFields(delivery), ttl };
}

const itemKey = z.object({
  pk: z.string(),
  sk: z.string(),
  lane: z.string().optional(),
  dueAt: z.string().optional(),
  response: z.string().optional(),
});
const ofRule = z.object({ calledWebhookId: z.string(), execution: executionSchema.omit({ ruleId: true }) });

const queueNames = z.enum(laneQueues);

export function readDelivery(item: Readonly<Record<string, unknown>>): Delivery {
  const { pk, sk, lane, dueAt, response } = itemKey.parse(item);
  const place = lane === undefined ? undefined : { queue: queueNames.parse(lane.split('#').at(-1)), dueAt };
  const ownedBy = pk.slice(deliveriesPartition('').length);
  const target = item.execution === undefined ? { webhookId: ownedBy } : readExecution(item, ownedBy);
  return deliverySchema.parse({ ...item, ...readResponse(response), id: sk, ...target, place });
}

function readExecution(item: Readonly<Record<string, unknown>>, ruleId: string) {
  const { execution, calledWebhookId: webhookId } = ofRule.parse(item);
  return { webhookId, execution: { ...execution, ruleId } };
}

function readResponse(text: string | undefined) {
  return text === undefined ? {} : { response: JSON.parse(text) };
}
