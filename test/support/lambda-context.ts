import type { Context } from 'aws-lambda';

/** As much of an invocation's context as handlers look at. */
export const lambdaContext = {
  functionName: 'posthorn-test',
  memoryLimitInMB: '512',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:posthorn-test',
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => 15_000,
} as Context;
