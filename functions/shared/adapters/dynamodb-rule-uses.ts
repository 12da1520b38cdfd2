import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RuleUses } from '../application/ports/rule-uses.ts';
import { usePartition } from './dynamodb-keys.ts';

const useItem = z.object({ sk: z.string() });

export function dynamodbRuleUses(client: DynamoDBDocumentClient, table: string): RuleUses {
  return {
    async rulesCalling({ space, webhookId }) {
      const ruleIds: string[] = [];
      let start: Record<string, unknown> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName: table,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': usePartition(space, webhookId) },
            ConsistentRead: true,
            ExclusiveStartKey: start,
          }),
        );
        ruleIds.push(...Items.map((item) => useItem.parse(item).sk));
        start = LastEvaluatedKey;
      } while (start !== undefined);
      return ruleIds;
    },
  };
}
