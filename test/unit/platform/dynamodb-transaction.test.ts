import { beforeEach, expect, test } from '@jest/globals';
import { AwsError } from '../../../functions/shared/platform/adapters/aws/aws-error.ts';
import { type Step, transact } from '../../../functions/shared/platform/adapters/dynamodb-transaction.ts';
import { StoreContended } from '../../../functions/shared/platform/application/ports.ts';
import { furtherTries } from '../../support/counted-backoff.ts';
import { dynamoDbStub } from '../../support/dynamodb-stub.ts';

let calls: number;
beforeEach(() => {
  calls = 0;
});

/** A table that cancels a transaction for one reason after the other, each for its writes, and then carries it out. */
const table = (reasons: readonly (readonly string[])[], tries = 20) =>
  dynamoDbStub({
    transactWrite: async () => {
      const codes = reasons[calls];
      calls += 1;
      if (codes === undefined) return;
      const cancellationReasons = codes.map((Code) => ({ Code }));
      const code = 'TransactionCanceledException';
      throw new AwsError({ code, message: 'cancelled', isTransient: false, cancellationReasons });
    },
    backoff: furtherTries(tries),
  });

const step = (refusal: string): Step<string> => ({
  write: { Put: { TableName: 'table', Item: { pk: refusal } } },
  refusal,
});
const steps = [step('taken'), step('no_parent')];
const conflict = ['None', 'TransactionConflict'];

test.each([
  ['another transaction holds an item', conflict],
  ['a partition is throttled', ['ThrottlingError', 'None']],
  ['a partition has no capacity left', ['None', 'ProvisionedThroughputExceeded']],
])('is tried again while %s', async (_, codes) => {
  expect(await transact(table([codes, codes, codes]), steps)).toBe('done');
  expect(calls).toBe(4);
});

test('is refused by the first write whose condition does not hold, whatever stood in the way besides', async () => {
  expect(await transact(table([['TransactionConflict', 'ConditionalCheckFailed']]), steps)).toBe('no_parent');
  calls = 0;
  expect(await transact(table([conflict, ['ConditionalCheckFailed', 'ConditionalCheckFailed']]), steps)).toBe('taken');
  expect(calls).toBe(2);
});

test('gives up when it met a conflict eight times, or when the time for it is used up', async () => {
  const always = Array.from({ length: 20 }, () => conflict);
  await expect(transact(table(always), steps)).rejects.toThrow(StoreContended);
  expect(calls).toBe(8);
  calls = 0;
  await expect(transact(table(always, 1), steps)).rejects.toThrow(StoreContended);
  expect(calls).toBe(2);
});

test('does not hide what else went wrong', async () => {
  await expect(transact(table([['ValidationError', 'None']]), steps)).rejects.toThrow('cancelled');
  expect(calls).toBe(1);
});
