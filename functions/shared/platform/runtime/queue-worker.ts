import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import * as z from 'zod';
import { type ReturnedMessage, returnSoon, type VisibilityChanger } from '../adapters/sqs-visibility.ts';
import { keepDeadline } from './deadline.ts';
import { logRequest } from './log-request.ts';
import { publishMetrics } from './publish-metrics.ts';

/** The fields of an SQS record that a worker needs (Lambda developer guide, SQS event). */
const queueEvent = z.object({
  Records: z.array(
    z.object({
      messageId: z.string(),
      receiptHandle: z.string(),
      eventSourceARN: z.string(),
      body: z.string(),
      attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int() }),
    }),
  ),
});

type QueueEventRecord = z.infer<typeof queueEvent>['Records'][number];

export type QueueRecord = Readonly<{ messageId: string; body: string; receiveCount: number }>;

export type QueueWorker<Message> = Readonly<{
  /** Makes the messages that failed visible again soon. */
  sqs: VisibilityChanger;
  logger: Logger;
  metrics: Metrics;
  /** Parses one message; one that throws is returned alone, and finally moved to the dead-letter queue. */
  read(record: QueueRecord): Message;
  /** Returns the ids of the messages that must be delivered again. */
  work(messages: readonly Message[]): Promise<readonly string[]>;
}>;

type Read<Message> = Readonly<{ messageId: string; receiveCount: number; message: Message }>;

/**
 * The middy stack of every function that processes a queue. Only failed messages return to the queue, and they are
 * visible again soon. A message that was received before is processed apart from all others: if it is the one that made
 * its whole batch fail, it fails alone, and moves no other tenant's message to the dead-letter queue.
 */
export function queueWorker<Message>({ sqs, logger, metrics, read, work }: QueueWorker<Message>) {
  const workOn = async (group: readonly Read<Message>[]): Promise<readonly string[]> => {
    try {
      return await work(group.map(({ message }) => message));
    } catch (error) {
      const messageIds = group.map(({ messageId }) => messageId);
      logger.error('Batch failed; its messages will be retried', { messageIds, error: asError(error) });
      return messageIds;
    }
  };
  const makeVisibleSoon = async (records: readonly QueueEventRecord[]): Promise<void> => {
    if (records.length === 0) return;
    try {
      await returnSoon(sqs, records.map(toReturned));
    } catch (error) {
      logger.warn('Visibility of failed messages not changed; they will be retried after their visibility timeout', {
        error: asError(error),
      });
    }
  };
  return middy()
    .use(keepDeadline)
    .use(logRequest(logger))
    .use(publishMetrics(metrics))
    .handler(async (event: unknown) => {
      const records = queueEvent.parse(event).Records;
      const readable: Read<Message>[] = [];
      const returned = new Set<string>();
      for (const { messageId, body, attributes } of records) {
        const receiveCount = attributes.ApproximateReceiveCount;
        try {
          readable.push({ messageId, receiveCount, message: read({ messageId, body, receiveCount }) });
        } catch (error) {
          logger.error('Message is invalid', { messageId, error: explain(error) });
          returned.add(messageId);
        }
      }
      for (const messageId of (await Promise.all(groups(readable).map(workOn))).flat()) returned.add(messageId);
      await makeVisibleSoon(records.filter(({ messageId }) => returned.has(messageId)));
      return { batchItemFailures: [...returned].map((itemIdentifier) => ({ itemIdentifier })) };
    });
}

/** All messages received for the first time, and each repeated one; a batch may hold one message twice. */
function groups<Message>(read: readonly Read<Message>[]): readonly (readonly Read<Message>[])[] {
  const again = new Set(read.filter(({ receiveCount }) => receiveCount > 1).map(({ messageId }) => messageId));
  return [...Map.groupBy(read, ({ messageId }) => (again.has(messageId) ? messageId : 'first')).values()];
}

function toReturned({ receiptHandle, eventSourceARN, attributes }: QueueEventRecord): ReturnedMessage {
  return { receiptHandle, queueArn: eventSourceARN, receiveCount: attributes.ApproximateReceiveCount };
}

const asError = (error: unknown): Error | string => (error instanceof Error ? error : String(error));

/** Where a message is wrong, never its content. */
function explain(error: unknown): string {
  if (!(error instanceof z.ZodError)) return 'not JSON';
  return error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join('; ');
}
