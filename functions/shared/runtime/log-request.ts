import type { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';

/**
 * Puts the invocation's id on every line. The rest of Lambda's context is the same on all lines of a log group and would
 * be a third of what the logs of a million deliveries cost.
 */
export function logRequest(logger: Logger): MiddlewareObj {
  return { before: ({ context }) => logger.appendKeys({ requestId: context.awsRequestId }) };
}

type ApiEvent = Readonly<{ requestContext: Readonly<{ requestId: string }> }>;

/** Puts the id on every line that the gateway gave the request: callers are told it, and the access log has it. */
export function logCall(logger: Logger): MiddlewareObj<ApiEvent> {
  return { before: ({ event }) => logger.appendKeys({ requestId: event.requestContext.requestId }) };
}
