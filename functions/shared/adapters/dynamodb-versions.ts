import { isRefusal } from './aws/aws-error.ts';
import type { DynamoDb } from './aws/dynamodb.ts';

/**
 * Writes an item over its version before, or as the first when its version is 1.
 * Answers whether it was written; not, when somebody else was quicker.
 */
export async function putVersion(
  client: DynamoDb,
  { table, item, version }: Readonly<{ table: string; item: Readonly<Record<string, unknown>>; version: number }>,
): Promise<boolean> {
  try {
    await client.put({
      TableName: table,
      Item: item,
      ...(version === 1
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': version - 1 } }),
    });
    return true;
  } catch (error) {
    if (isRefusal(error, 'ConditionalCheckFailedException')) return false;
    throw error;
  }
}
