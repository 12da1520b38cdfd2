import type { DynamoDb } from '../../functions/shared/platform/adapters/aws/dynamodb.ts';
import { furtherTries } from './counted-backoff.ts';

/** A table of which only these calls are expected: any other one fails. */
export function dynamoDbStub(calls: Partial<DynamoDb>): DynamoDb {
  const unexpected = (operation: string) => async () => {
    throw new Error(`The call ${operation} was not expected`);
  };
  return {
    get: unexpected('get'),
    put: unexpected('put'),
    update: unexpected('update'),
    delete: unexpected('delete'),
    query: unexpected('query'),
    batchGet: unexpected('batchGet'),
    batchWrite: unexpected('batchWrite'),
    batchExecuteStatement: unexpected('batchExecuteStatement'),
    transactWrite: unexpected('transactWrite'),
    backoff: furtherTries(0),
    ...calls,
  };
}
