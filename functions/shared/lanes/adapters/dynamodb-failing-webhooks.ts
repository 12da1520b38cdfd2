import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { webhookKey } from '../../platform/adapters/dynamodb-keys.ts';
import { transact } from '../../platform/adapters/dynamodb-transaction.ts';
import { putOfVersion } from '../../platform/adapters/dynamodb-versions.ts';
import type { FailingWebhooks } from '../application/ports.ts';
import { laneToItem } from './dynamodb-lane-store.ts';

export function dynamodbFailingWebhooks(client: DynamoDb, table: string): FailingWebhooks {
  return {
    async disable({ webhook: { space, id, version }, lane, at }) {
      const outcome = await transact(client, [
        {
          write: {
            Update: {
              TableName: table,
              Key: webhookKey(space, id),
              UpdateExpression: 'SET #status = :disabled, statusSince = :now, updatedAt = :now, version = :next',
              ConditionExpression: '#status = :enabled AND version = :version',
              ExpressionAttributeNames: { '#status': 'status' },
              ExpressionAttributeValues: {
                ':enabled': 'enabled',
                ':disabled': 'disabled',
                ':now': at,
                ':version': version,
                ':next': version + 1,
              },
            },
          },
          refusal: 'conflict',
        },
        { write: { Put: putOfVersion({ table, item: laneToItem(lane), version: lane.version }) }, refusal: 'conflict' },
      ]);
      return outcome === 'done' ? 'disabled' : 'conflict';
    },
  };
}
