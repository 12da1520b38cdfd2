import { isRefusal } from './aws/aws-error.ts';
import type { DynamoDb } from './aws/dynamodb.ts';

type Versioned = Readonly<{ table: string; item: Readonly<Record<string, unknown>>; version: number }>;

/** The write of an item that replaces the version before it, or creates it if its version is 1. */
export const putOfVersion = ({ table, item, version }: Versioned) => ({
  TableName: table,
  Item: item,
  ...(version === 1
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : { ConditionExpression: 'version = :before', ExpressionAttributeValues: { ':before': version - 1 } }),
});

/** Carries it out. Returns whether the item was written; false if another writer was faster. */
export async function putVersion(client: DynamoDb, versioned: Versioned): Promise<boolean> {
  try {
    await client.put(putOfVersion(versioned));
    return true;
  } catch (error) {
    if (isRefusal(error, 'ConditionalCheckFailedException')) return false;
    throw error;
  }
}
