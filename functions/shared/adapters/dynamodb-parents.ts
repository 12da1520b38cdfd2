import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { ParentFinder } from '../application/ports/parent-finder.ts';
import { spaceKey } from './dynamodb-keys.ts';
import { ruleKey } from './dynamodb-resource-layouts.ts';
import { webhookKey } from './dynamodb-webhook-item.ts';

export function dynamodbParents(client: DynamoDBDocumentClient, table: string): ParentFinder {
  const isThere = async (Key: Readonly<Record<string, string>>): Promise<boolean> => {
    const { Item } = await client.send(
      new GetCommand({ TableName: table, Key, ProjectionExpression: 'pk', ConsistentRead: true }),
    );
    return Item !== undefined;
  };
  return {
    async findMissing({ space, webhookId, ruleId }) {
      const [hasSpace, hasWebhook, hasRule] = await Promise.all([
        isThere(spaceKey(space)),
        webhookId === undefined || isThere(webhookKey(space, webhookId)),
        ruleId === undefined || isThere(ruleKey(space, ruleId)),
      ]);
      if (!hasSpace) return 'space';
      if (!hasWebhook) return 'webhook';
      return hasRule ? undefined : 'rule';
    },
  };
}
