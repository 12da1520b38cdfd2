import type { BatchGetCommandInput, QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { dynamodbSubscriberDirectory } from '../../../functions/shared/events/adapters/dynamodb-subscriber-directory.ts';
import { dynamoDbStub } from '../../support/dynamodb-stub.ts';

/** A table of two spaces, of which the partitions of one are too hot to be read. */
const table = dynamoDbStub({
  batchGet: async (_: BatchGetCommandInput) => ({
    Responses: { table: ['hot', 'calm'].map((sk) => ({ sk, subscriptionsVersion: 1 })) },
  }),
  query: async ({ ExpressionAttributeValues }: QueryCommandInput) => {
    if (JSON.stringify(ExpressionAttributeValues).includes('hot')) throw new Error('throttled');
    return { Items: [{ sk: 'wh_1' }] };
  },
});

test('a query that fails does so alone, on the first page and on later ones', async () => {
  const directory = dynamodbSubscriberDirectory(table, { table: 'table' });
  const query = (space: string, cursor?: string) => ({ space, eventType: 'a.b', cursor });
  expect(await directory.find([query('hot'), query('calm'), query('hot', '[0]'), query('none')])).toMatchObject([
    { kind: 'fault', error: new Error('throttled') },
    { kind: 'page', webhooks: [{ webhookId: 'wh_1' }] },
    { kind: 'fault', error: new Error('throttled') },
    { kind: 'unknown_space' },
  ]);
});

describe('of pages with filters', () => {
  const count = 100;
  let reads = 0;

  /** A space in which so many webhooks hear of everything, each with a filter of the given length. */
  const spaceWith = (filterLength: number) =>
    dynamoDbStub({
      batchGet: async (_: BatchGetCommandInput) => ({
        Responses: { table: [{ sk: 'acme', subscriptionsVersion: 1 }] },
      }),
      query: async ({ ExpressionAttributeValues }: QueryCommandInput) => {
        if (ExpressionAttributeValues?.[':pk'] !== 'SUBSCRIPTION#acme#*') return { Items: [] };
        reads += 1;
        const filter = (index: number) => JSON.stringify({ data: [`${index}${'x'.repeat(filterLength)}`] });
        return { Items: Array.from({ length: count }, (__, index) => ({ sk: `wh_${index}`, filter: filter(index) })) };
      },
    });

  async function readTypes(filterLength: number): Promise<number> {
    reads = 0;
    const directory = dynamodbSubscriberDirectory(spaceWith(filterLength), { table: 'table' });
    const types = Array.from({ length: 50 }, (_, index) => `type-${index}`);
    for (const eventType of [...types, ...types]) await directory.find([{ space: 'acme', eventType }]);
    return reads;
  }

  test('as many are kept as the memory of a function can hold', async () => {
    expect(await readTypes(20)).toBe(50);
    expect(await readTypes(1_900)).toBe(100);
  });

  test('each filter is compiled once, however many types ask for it', async () => {
    const directory = dynamodbSubscriberDirectory(spaceWith(20), { table: 'table' });
    const [one, other] = await directory.find(['a', 'b'].map((eventType) => ({ space: 'acme', eventType })));
    if (one?.kind !== 'page' || other?.kind !== 'page') throw new Error('no pages');
    expect(one.webhooks[7]?.filter).toBeDefined();
    expect(one.webhooks[7]?.filter).toBe(other.webhooks[7]?.filter);
  });
});
