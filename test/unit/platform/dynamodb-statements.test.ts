import { BatchStatementErrorCodeEnum } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { AwsError } from '../../../functions/shared/platform/adapters/aws/aws-error.ts';
import type { DynamoDb } from '../../../functions/shared/platform/adapters/aws/dynamodb.ts';
import { executeStatements, insertStatement } from '../../../functions/shared/platform/adapters/dynamodb-statements.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { furtherTries } from '../../support/counted-backoff.ts';

/** The keys that each call wrote. */
let calls: string[][];
/** What a call that fails whole fails with. */
let failure: Error | undefined;

beforeEach(() => {
  [calls, failure] = [[], undefined];
});

/**
 * A table that answers each item with the code it is named after (BatchStatementError, DynamoDB API); behind a colon
 * stands for how many times, after which it is done.
 */
const table = (tries: number): Pick<DynamoDb, 'batchExecuteStatement' | 'backoff'> => ({
  batchExecuteStatement: async ({ Statements = [] }) => {
    const keys = Statements.map(({ Parameters: [key] = [] }) => String(key));
    calls.push(keys);
    if (failure) throw failure;
    const Responses = keys.map((key) => {
      const [name, times = Number.POSITIVE_INFINITY] = key.split(':');
      const Code = Object.values(BatchStatementErrorCodeEnum).find((each) => each === name);
      const asked = calls.flat().filter((each) => each === key).length;
      if (name === 'done' || asked > Number(times)) return {};
      return { Error: { Code, Message: 'never shown', Item: { secret: 'never shown' } } };
    });
    return { Responses };
  },
  backoff: furtherTries(tries),
});

const write = (keys: readonly string[], tries = 2) =>
  executeStatements(
    table(tries),
    keys.map((pk) => insertStatement('table', { pk })),
  );

test('a write that the table was at fault for says with which code, and nothing of the item', async () => {
  const faults = ['ThrottlingError', 'AccessDenied', 'ValidationError'];
  const outcomes = await write(['done', 'DuplicateItem', 'ConditionalCheckFailed', ...faults]);
  expect(outcomes.slice(0, 3)).toEqual(['done', 'refused', 'refused']);
  expect(outcomes.slice(3)).toEqual(faults.map((code) => new WriteFault(code)));
  expect(outcomes.flatMap((outcome) => (outcome instanceof WriteFault ? [outcome.code] : []))).toEqual(faults);
});

test('only what was throttled is tried again, for as long as there are tries', async () => {
  const keys = ['done', 'ThrottlingError:1', 'ConditionalCheckFailed', 'ProvisionedThroughputExceeded', 'AccessDenied'];
  const outcomes = await write([...keys, 'TransactionConflict:2']);
  expect(calls).toEqual([
    [...keys, 'TransactionConflict:2'],
    ['ThrottlingError:1', 'ProvisionedThroughputExceeded', 'TransactionConflict:2'],
    ['ProvisionedThroughputExceeded', 'TransactionConflict:2'],
  ]);
  const [throttled, denied] = [new WriteFault('ProvisionedThroughputExceeded'), new WriteFault('AccessDenied')];
  expect(outcomes).toEqual(['done', 'done', 'refused', throttled, denied, 'done']);
});

test('a call that fails whole is a fault of each of its writes, and of no other call’s', async () => {
  failure = new AwsError({ code: 'AccessDeniedException', message: 'm', isTransient: false });
  const outcomes = await write(Array.from({ length: 30 }, (_, index) => `key-${index}`));
  expect(outcomes).toEqual(Array.from({ length: 30 }, () => new WriteFault('AccessDeniedException')));
  expect(calls.map(({ length }) => length)).toEqual([25, 5]);
});

test('a mistake of ours is not taken for a fault of the table', async () => {
  failure = new TypeError('ours');
  await expect(write(['done'])).rejects.toThrow('ours');
});
