import { spaceKey } from './dynamodb-keys.ts';

export const unlessThere = (table: string, item: Readonly<Record<string, unknown>>) => ({
  TableName: table,
  Item: item,
  ConditionExpression: 'attribute_not_exists(pk)',
});

/** The step that lets a creation happen only in a space that is there. */
export const inSpace = (table: string, space: string) => ({
  write: {
    ConditionCheck: { TableName: table, Key: spaceKey(space), ConditionExpression: 'attribute_exists(pk)' },
  },
  refusal: 'unknown_space' as const,
});

/** The step that tells fan-out of a change in who subscribes, and holds the space in place meanwhile. */
export const subscriptionsChanged = (table: string, space: string) => ({
  write: {
    Update: {
      TableName: table,
      Key: spaceKey(space),
      UpdateExpression: 'ADD subscriptionsVersion :one',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':one': 1 },
    },
  },
  refusal: 'unknown_space' as const,
});
