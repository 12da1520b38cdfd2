import * as z from 'zod';
import type { DynamoDb } from '../../platform/adapters/aws/dynamodb.ts';
import { usePartition, webhookKey } from '../../platform/adapters/dynamodb-keys.ts';
import { queryAll } from '../../platform/adapters/dynamodb-query.ts';
import type { RuleUses } from '../application/ports.ts';

const useItem = z.object({ sk: z.string() });
const countItem = z.object({ ruleChanges: z.int().default(0) });

export function dynamodbRuleUses(client: DynamoDb, table: string): RuleUses {
  return {
    async rulesCalling({ space, webhookId }) {
      // The count first: a rule that is added between the reads raises it past the count that is returned.
      const { Item } = await client.get({
        TableName: table,
        Key: webhookKey(space, webhookId),
        ProjectionExpression: 'ruleChanges',
        ConsistentRead: true,
      });
      const items = await queryAll(client, {
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': usePartition(space, webhookId) },
        ConsistentRead: true,
      });
      return { ruleIds: items.map((item) => useItem.parse(item).sk), ...countItem.parse(Item ?? {}) };
    },
  };
}
