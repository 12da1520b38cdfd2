import type { Context } from 'aws-lambda';

const nothing = () => {};

/** An invocation's context. */
export const lambdaContext: Context = {
  functionName: 'posthorn-test',
  functionVersion: '$LATEST',
  callbackWaitsForEmptyEventLoop: false,
  logGroupName: '/aws/lambda/posthorn-test',
  logStreamName: '2026/11/22/[$LATEST]1',
  memoryLimitInMB: '512',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:posthorn-test',
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => 15_000,
  done: nothing,
  fail: nothing,
  succeed: nothing,
};
