import { isRefusal } from '../../platform/adapters/aws/aws-error.ts';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { webhookKey } from '../../platform/adapters/dynamodb-keys.ts';
import type { WebhookConfiguration, WebhookSwitch } from '../application/ports.ts';
import { webhookItem } from './dynamodb-webhook-item.ts';

const laneWebhook = webhookItem.pick({
  space: true,
  name: true,
  kind: true,
  url: true,
  status: true,
  rateLimit: true,
  retrySchedule: true,
  ownerEmail: true,
  disableAfterFailingSeconds: true,
  statusSince: true,
  freshSince: true,
  createdAt: true,
  version: true,
});

/** The settings that a webhook's lane needs; no secret is decrypted. */
export function dynamodbWebhookConfiguration(client: DynamoDb, table: string): WebhookConfiguration {
  return {
    async read({ space, webhookId }) {
      const Key = webhookKey(space, webhookId);
      const { Item } = await client.get({ TableName: table, Key, ConsistentRead: true });
      return Item && { ...laneWebhook.parse(Item), id: webhookId };
    },
  };
}

export function dynamodbWebhookSwitch(client: DynamoDb, table: string): WebhookSwitch {
  const { read } = dynamodbWebhookConfiguration(client, table);
  return {
    async disable({ space, webhookId, unlessChangedAfter }) {
      try {
        await client.update({
          TableName: table,
          Key: webhookKey(space, webhookId),
          UpdateExpression: 'SET #status = :disabled, statusSince = :now, updatedAt = :now ADD version :one',
          ConditionExpression: '#status <> :disabled AND updatedAt <= :after',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':disabled': 'disabled',
            ':after': unlessChangedAfter,
            ':now': new Date().toISOString(),
            ':one': 1,
          },
        });
        return true;
      } catch (error) {
        if (!isRefusal(error, 'ConditionalCheckFailedException')) throw error;
        // Deleted, changed meanwhile, or disabled already.
        return (await read({ space, webhookId }))?.status === 'disabled';
      }
    },
  };
}
