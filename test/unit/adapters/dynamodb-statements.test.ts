import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type BatchExecuteStatementCommandInput, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from '@jest/globals';
import { executeStatements, insertStatement } from '../../../functions/shared/adapters/dynamodb-statements.ts';
import { WriteFault } from '../../../functions/shared/application/ports/write-fault.ts';

/** A table that answers each item with the code it is named after (BatchStatementError, DynamoDB API). */
function tableWithFaults() {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'us-east-1' }));
  client.middlewareStack.add(() => async (args) => {
    const { Statements = [] } = args.input as BatchExecuteStatementCommandInput;
    const Responses = Statements.map(({ Parameters: [code] = [] }) =>
      code === 'done' ? {} : { Error: { Code: String(code), Message: 'never shown', Item: { secret: 'never shown' } } },
    );
    return { response: {}, output: { $metadata: {}, Responses } };
  });
  return client;
}

test('a write that the table was at fault for says with which code, and nothing of the item', async () => {
  const faults = ['ThrottlingError', 'AccessDenied', 'ValidationError'];
  const codes = ['done', 'DuplicateItem', 'ConditionalCheckFailed', ...faults];
  const outcomes = await executeStatements(
    tableWithFaults(),
    codes.map((pk) => insertStatement('table', { pk })),
  );
  expect(outcomes.slice(0, 3)).toEqual(['done', 'refused', 'refused']);
  expect(outcomes.slice(3)).toEqual(faults.map((code) => new WriteFault(code)));
  expect(outcomes.flatMap((outcome) => (outcome instanceof WriteFault ? [outcome.code] : []))).toEqual(faults);
});
