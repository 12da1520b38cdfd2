import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import * as z from 'zod';
import { keepDeadline } from './deadline.ts';
import { logRequest } from './log-request.ts';
import { publishMetrics } from './publish-metrics.ts';

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

export type QueueWorker<Message> = Readonly<{
  logger: Logger;
  metrics: Metrics;
  /** Reads one message; one that throws goes back alone, and at last to the dead letters. */
  read(record: QueueRecord): Message;
  /** Answers the ids of the messages that must come again. */
  work(messages: readonly Message[]): Promise<readonly string[]>;
}>;

/** The middy stack of every function that works through a queue: only failed messages go back. */
export function queueWorker<Message>({ logger, metrics, read, work }: QueueWorker<Message>) {
  return middy()
    .use(keepDeadline)
    .use(logRequest(logger))
    .use(publishMetrics(metrics))
    .handler(async (event: unknown) => {
      const messages: Message[] = [];
      const unreadable: string[] = [];
      for (const { messageId, body, attributes } of queueEvent.parse(event).Records) {
        try {
          messages.push(read({ messageId, body, receiveCount: attributes.ApproximateReceiveCount }));
        } catch (error) {
          logger.error('Message is not one of ours', { messageId, error: explain(error) });
          unreadable.push(messageId);
        }
      }
      const returned = [...unreadable, ...(await work(messages))];
      return { batchItemFailures: returned.map((itemIdentifier) => ({ itemIdentifier })) };
    });
}

/** Where a message does not fit, and never what it holds. */
function explain(error: unknown): string {
  if (!(error instanceof z.ZodError)) return 'not JSON';
  return error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join('; ');
}
