import type { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';

/**
 * Puts the invocation's id on every line. The rest of Lambda's context is the same on all lines of a log group and would
 * be a third of what the logs of a million deliveries cost.
 */
export function logRequest(logger: Logger): MiddlewareObj {
  return { before: ({ context }) => logger.appendKeys({ requestId: context.awsRequestId }) };
}
