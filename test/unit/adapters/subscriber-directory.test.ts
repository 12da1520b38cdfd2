import type { BatchGetCommandInput, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import type { DynamoDb } from '../../../functions/shared/adapters/aws/dynamodb.ts';
import { dynamodbSubscriberDirectory } from '../../../functions/shared/adapters/dynamodb-subscriber-directory.ts';
import { furtherTries } from '../../support/counted-backoff.ts';

/** A table of two spaces, of which the partitions of one are too hot to be read. */
const table = {
  batchGet: async (_: BatchGetCommandInput) => ({
    Responses: { table: ['hot', 'calm'].map((sk) => ({ sk, subscriptionsVersion: 1 })) },
  }),
  query: async ({ ExpressionAttributeValues }: QueryCommandInput) => {
    if (JSON.stringify(ExpressionAttributeValues).includes('hot')) throw new Error('throttled');
    return { Items: [{ sk: 'wh_1' }] };
  },
  backoff: furtherTries(0),
} as Pick<DynamoDb, 'batchGet' | 'query' | 'backoff'> as DynamoDb;

test('a query that cannot be answered fails alone, on the first page and on later ones', async () => {
  const directory = dynamodbSubscriberDirectory(table, { table: 'table' });
  const query = (space: string, cursor?: string) => ({ space, eventType: 'a.b', cursor });
  expect(await directory.find([query('hot'), query('calm'), query('hot', '[0]'), query('none')])).toMatchObject([
    { kind: 'fault', error: new Error('throttled') },
    { kind: 'page', webhookIds: ['wh_1'] },
    { kind: 'fault', error: new Error('throttled') },
    { kind: 'unknown_space' },
  ]);
});
