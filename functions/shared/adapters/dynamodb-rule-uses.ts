import { type DynamoDBDocumentClient, GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { RuleUses } from '../application/ports/rule-uses.ts';
import { usePartition } from './dynamodb-keys.ts';
import { webhookKey } from './dynamodb-webhook-item.ts';

const useItem = z.object({ sk: z.string() });
const countItem = z.object({ ruleChanges: z.int().default(0) });

export function dynamodbRuleUses(client: DynamoDBDocumentClient, table: string): RuleUses {
  return {
    async rulesCalling({ space, webhookId }) {
      // The count first: a rule that comes between raises it past what is answered here.
      const { Item } = await client.send(
        new GetCommand({
          TableName: table,
          Key: webhookKey(space, webhookId),
          ProjectionExpression: 'ruleChanges',
          ConsistentRead: true,
        }),
      );
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
      return { ruleIds, ...countItem.parse(Item ?? {}) };
    },
  };
}
