import type { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import middy from '@middy/core';
import * as z from 'zod';

/** What a worker needs of an SQS record (Lambda developer guide, SQS event). */
const queueEvent = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int() }),
    }),
  ),
});

export type QueueRecord = Readonly<{ messageId: string; body: string; receiveCount: number }>;

export type QueueWorker = Readonly<{
  logger: Logger;
  metrics: Metrics;
  /** Answers the ids of the messages that must come again. */
  work(records: readonly QueueRecord[]): Promise<readonly string[]>;
}>;

/** The middy stack of every function that works through a queue: only failed messages go back. */
export function queueWorker({ logger, metrics, work }: QueueWorker) {
  return middy()
    .use(injectLambdaContext(logger))
    .use(logMetrics(metrics))
    .handler(async (event: unknown) => {
      const { Records } = queueEvent.parse(event);
      const returned = await work(
        Records.map(({ messageId, body, attributes }) => ({
          messageId,
          body,
          receiveCount: attributes.ApproximateReceiveCount,
        })),
      );
      return { batchItemFailures: returned.map((itemIdentifier) => ({ itemIdentifier })) };
    });
}
