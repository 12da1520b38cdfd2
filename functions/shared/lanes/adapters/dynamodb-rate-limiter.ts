import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { rateKey } from '../../platform/adapters/dynamodb-keys.ts';
import type { RateLimiter } from '../application/ports.ts';

const counter = z.object({ used: z.number() });
/** A second's counter is useless after that second. */
const keptSeconds = 60;

/** One counter per webhook and second; only webhooks with a limit have any. */
export function dynamodbRateLimiter(client: DynamoDb, table: string): RateLimiter {
  return {
    async acquire({ webhookId, perSecond, wanted, now }) {
      const second = Math.floor(now.getTime() / 1000);
      const { Attributes } = await client.update({
        TableName: table,
        Key: rateKey(webhookId, second),
        UpdateExpression: 'ADD #used :wanted SET #ttl = :ttl',
        ExpressionAttributeNames: { '#used': 'used', '#ttl': 'ttl' },
        ExpressionAttributeValues: { ':wanted': wanted, ':ttl': second + keptSeconds },
        ReturnValues: 'UPDATED_NEW',
      });
      const before = counter.parse(Attributes).used - wanted;
      return Math.max(0, Math.min(wanted, perSecond - before));
    },
  };
}
