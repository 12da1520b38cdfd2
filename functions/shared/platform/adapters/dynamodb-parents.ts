import type { ParentFinder, TargetFinder } from '../application/ports.ts';
import type { Target } from '../domain/target.ts';
import type { DynamoDb } from './aws/dynamodb.ts';
import { batchGet } from './dynamodb-batch-get.ts';
import { ruleKey, spaceKey, webhookKey } from './dynamodb-keys.ts';

export function dynamodbParents(client: DynamoDb, table: string): ParentFinder & TargetFinder {
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
    async existing(space, targets) {
      const keyOf = ({ kind, id }: Target) => (kind === 'rule' ? ruleKey(space, id) : webhookKey(space, id));
      const items = await batchGet(client, { table, keys: targets.map(keyOf), projection: 'pk, sk' });
      const found = new Set(items.map(({ pk, sk }) => `${pk} ${sk}`));
      return targets.filter((target) => {
        const { pk, sk } = keyOf(target);
        return found.has(`${pk} ${sk}`);
      });
    },
  };
}
