import * as z from 'zod';
import { deliveriesPartition, deliveryPartitions } from '../../platform/adapters/dynamodb-keys.ts';
import { ttlAfter } from '../../platform/adapters/retention.ts';
import { partitionOf } from '../../platform/domain/partition.ts';
import { type DeliveryRef, ownerId, refOf } from '../application/ports.ts';
import { type Delivery, deliverySchema } from '../domain/delivery.ts';
import { type Execution, executionSchema } from '../domain/execution.ts';

/** How long records of deliveries are stored. */
export type DeliveryRetention = Readonly<{ retentionDays: number }>;

export const deliveryKey = (ref: DeliveryRef) => ({
  pk: deliveriesPartition(ownerId(ref), partitionOf(ref.deliveryId, deliveryPartitions)),
  sk: ref.deliveryId,
});

/** A delivery's own fields, and when its item expires: never while it waits, and a retention period after its end. */
export function deliveryFields(
  { id: _id, webhookId, attempts, response, execution, position, ...rest }: Delivery,
  { retentionDays }: DeliveryRetention,
) {
  return {
    ...rest,
    ...(execution && { execution: executionFields(execution), calledWebhookId: webhookId }),
    attempts,
    // As text: JSON nests deeper and has larger numbers than a table (DynamoDB quotas: 32 levels, 10^125).
    ...(response !== undefined && { response: JSON.stringify(response) }),
    ...(position && { position }),
    ...(position === undefined && { ttl: ttlAfter(Date.parse(rest.updatedAt), retentionDays) }),
  };
}

/** The rule is in the key. Absent members are left out, since the table has no undefined within a map. */
function executionFields({ ruleId: _key, domain, ...rest }: Execution) {
  return { ...rest, ...(domain !== undefined && { domain }) };
}

export function deliveryItem(delivery: Delivery, retention: DeliveryRetention) {
  return { ...deliveryKey(refOf(delivery)), ...deliveryFields(delivery, retention) };
}

const itemKey = z.object({ pk: z.string(), sk: z.string(), response: z.string().optional() });
const ofRule = z.object({ calledWebhookId: z.string(), execution: executionSchema.omit({ ruleId: true }) });

export function readDelivery(item: Readonly<Record<string, unknown>>): Delivery {
  const { pk, sk, response } = itemKey.parse(item);
  const [, ownedBy = ''] = pk.split('#');
  const target = item.execution === undefined ? { webhookId: ownedBy } : readExecution(item, ownedBy);
  return deliverySchema.parse({ ...item, ...readResponse(response), id: sk, ...target });
}

function readExecution(item: Readonly<Record<string, unknown>>, ruleId: string) {
  const { execution, calledWebhookId: webhookId } = ofRule.parse(item);
  return { webhookId, execution: { ...execution, ruleId } };
}

function readResponse(text: string | undefined) {
  return text === undefined ? {} : { response: JSON.parse(text) };
}
