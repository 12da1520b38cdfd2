import type { Logger } from '@aws-lambda-powertools/logger';
import type { MiddlewareObj } from '@middy/core';

/**
 * Adds the invocation's id to every line. The rest of Lambda's context is the same on all lines of a log group and
 * would be a third of the cost of the logs of a million deliveries.
 */
export function logRequest(logger: Logger): MiddlewareObj {
  return { before: ({ context }) => logger.appendKeys({ requestId: context.awsRequestId }) };
}

type ApiEvent = Readonly<{ requestContext: Readonly<{ requestId: string }> }>;

/** Adds the id that the gateway gave the request to every line: it is in the response and in the access log. */
export function logCall(logger: Logger): MiddlewareObj<ApiEvent> {
  return { before: ({ event }) => logger.appendKeys({ requestId: event.requestContext.requestId }) };
}
