import type { ParentFinder } from '../application/ports/parent-finder.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { ruleKey, spaceKey, webhookKey } from './dynamodb-keys.ts';

export function dynamodbParents(client: DynamoDb, table: string): ParentFinder {
  const isThere = async (Key: Readonly<Record<string, string>>): Promise<boolean> => {
    const { Item } = await client.get({ TableName: table, Key, ProjectionExpression: 'pk', ConsistentRead: true });
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
