import { encodeTime } from 'ulid';
import * as z from 'zod';
import { refOf } from '../application/ports/delivery-store.ts';
import type { WaitingDeliveries } from '../application/ports/waiting-deliveries.ts';
import { isWriteFault } from '../application/ports/write-fault.ts';
import { attemptCount } from '../domain/kept-attempts.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { deliveryFields, deliveryKey, placeFields, readDelivery } from './dynamodb-delivery-item.ts';
import { deliveriesPartition, laneIndex, laneQueuePartition } from './dynamodb-keys.ts';
import { queryAll } from './dynamodb-query.ts';
import { executeStatements, updateStatement } from './dynamodb-statements.ts';

const changeOutcomes = {
  done: 'changed',
  refused: 'moved_on',
} as const;

const indexEntry = z.object({ pk: z.string(), sk: z.string(), dueAt: z.string() });

/** Deliveries that wait, found through the sparse index and written each under its own condition. */
export function dynamodbWaitingDeliveries(client: DynamoDb, table: string): WaitingDeliveries {
  return {
    async query({ webhookId, queue, limit }) {
      const items = await queryAll(client, {
        limit,
        TableName: table,
        IndexName: laneIndex,
        KeyConditionExpression: 'lane = :lane',
        ExpressionAttributeValues: { ':lane': laneQueuePartition(webhookId, queue) },
      });
      return items.map((item) => {
        const { pk, sk: deliveryId, dueAt } = indexEntry.parse(item);
        // What is not the webhook's own is the execution of a rule that has come to it.
        const ownedBy = pk.slice(deliveriesPartition('').length);
        return { webhookId, ...(ownedBy !== webhookId && { ruleId: ownedBy }), deliveryId, queue, dueAt };
      });
    },
    async lease(leases) {
      const outcomes = await executeStatements(
        client,
        leases.map(({ waiting: { queue, dueAt, ...ref }, until }) =>
          updateStatement(table, {
            key: deliveryKey(ref),
            set: placeFields(ref.webhookId, { queue: 'leased', dueAt: until }),
            expected: { equal: { lane: laneQueuePartition(ref.webhookId, queue), dueAt } },
          }),
        ),
      );
      return outcomes.map((outcome) => (isWriteFault(outcome) ? outcome : changeOutcomes[outcome]));
    },
    async change(changes) {
      const outcomes = await executeStatements(
        client,
        changes.map(({ before, after }) =>
          updateStatement(table, {
            key: deliveryKey(refOf(after)),
            set: differences(deliveryFields(before), deliveryFields(after)),
            expected: {
              equal: { attemptCount: attemptCount(before) },
              ...(before.place ? { present: 'lane' } : { missing: 'lane' }),
            },
          }),
        ),
      );
      return outcomes.map((outcome) => (isWriteFault(outcome) ? outcome : changeOutcomes[outcome]));
    },
    async history({ webhookId, since, until, after, limit }) {
      // The next possible key after the last one seen.
      const from = after === undefined ? encodeTime(Date.parse(since)) : `${after}!`;
      const to = encodeTime(Date.parse(until));
      // Nothing lies in a span that ends before it begins, and DynamoDB takes it for a fault (BETWEEN, DynamoDB expressions).
      if (from > to) return { deliveries: [], more: false };
      const items = await queryAll(client, {
        limit: limit + 1,
        TableName: table,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :since AND :until',
        ExpressionAttributeValues: {
          ':pk': deliveriesPartition(webhookId),
          ':since': from,
          ':until': to,
        },
        ConsistentRead: true,
      });
      return { deliveries: items.slice(0, limit).map(readDelivery), more: items.length > limit };
    },
  };
}

/** The fields that change: with their new value, or without one when they go. */
function differences(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(changed.map((name) => [name, after[name]]));
}
