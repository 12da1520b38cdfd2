import { beforeEach, expect, test } from '@jest/globals';
import type { DynamoDb } from '../../../functions/shared/platform/adapters/aws/dynamodb.ts';
import { batchGet } from '../../../functions/shared/platform/adapters/dynamodb-batch-get.ts';
import { furtherTries } from '../../support/counted-backoff.ts';

/** The keys that each call asked for. */
let calls: unknown[][];

beforeEach(() => {
  calls = [];
});

/** A table that answers so many keys of each call, and leaves out the rest. */
const throttled = ({
  answers,
  tries,
}: Readonly<{ answers: number; tries: number }>): Pick<DynamoDb, 'batchGet' | 'backoff'> => ({
  batchGet: async ({ RequestItems = {} }) => {
    const { Keys = [] } = RequestItems.table ?? {};
    calls.push(Keys.map(({ pk }) => pk));
    const left = Keys.slice(answers);
    return {
      Responses: { table: Keys.slice(0, answers) },
      UnprocessedKeys: left.length > 0 ? { table: { Keys: left } } : undefined,
    };
  },
  backoff: furtherTries(tries),
});

const keys = (count: number) => Array.from({ length: count }, (_, pk) => ({ pk }));

test('reads a hundred keys with each call', async () => {
  expect(await batchGet(throttled({ answers: 100, tries: 0 }), { table: 'table', keys: keys(250) })).toEqual(keys(250));
  expect(calls.map(({ length }) => length)).toEqual([100, 100, 50]);
});

test('asks again for what was left out, and for nothing else', async () => {
  expect(await batchGet(throttled({ answers: 2, tries: 2 }), { table: 'table', keys: keys(5) })).toEqual(keys(5));
  expect(calls).toEqual([[0, 1, 2, 3, 4], [2, 3, 4], [4]]);
});

test('what stays out is a fault, and never taken for missing', async () => {
  const reading = batchGet(throttled({ answers: 2, tries: 1 }), { table: 'table', keys: keys(5) });
  await expect(reading).rejects.toThrow('The table left out 1 of 5 items');
  expect(calls).toHaveLength(2);
});
