import { spaceKey } from './dynamodb-keys.ts';

export const unlessThere = (table: string, item: Readonly<Record<string, unknown>>) => ({
  TableName: table,
  Item: item,
  ConditionExpression: 'attribute_not_exists(pk)',
});

/** The step that allows a creation only in a space that exists. */
export const inSpace = (table: string, space: string) => ({
  write: {
    ConditionCheck: { TableName: table, Key: spaceKey(space), ConditionExpression: 'attribute_exists(pk)' },
  },
  refusal: 'unknown_space' as const,
});

/** The step that notifies fan-out of a change of subscriptions, and prevents that the space is deleted meanwhile. */
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
