import * as z from 'zod';
import type { RetryMessage, RetryQueue } from '../application/ports/retry-queue.ts';
import { laneQueues } from '../domain/delivery.ts';
import { fairGroup } from '../domain/fair-group.ts';
import type { Sqs } from './aws/aws-clients.ts';
import { repeatedDelaySeconds, sendMessages } from './sqs-batches.ts';

const waitItem = z.object({
  webhookId: z.string(),
  ruleId: z.string().optional(),
  deliveryId: z.string(),
  version: z.number(),
  partition: z.number(),
  queue: z.enum(laneQueues),
  dueAt: z.string(),
  recordedDueAt: z.string(),
  writtenAt: z.string(),
});

const retryMessage = z.object({
  space: z.string(),
  lease: waitItem,
  bypassCircuit: z.boolean(),
  road: z.literal('slow').optional(),
});

/** Reads what {@link sqsRetryQueue} wrote. Throws on anything else: only Posthorn writes to its queue. */
export function readRetryMessage(body: string): RetryMessage {
  return retryMessage.parse(JSON.parse(body));
}

/** A standard queue that is fair by message group, so that one backlog does not delay the others. */
export function sqsRetryQueue(client: Sqs, queueUrl: string): RetryQueue {
  return {
    async send(messages) {
      const refused = await sendMessages(client, {
        queueUrl,
        items: messages,
        toMessage: ({ message, delaySeconds }, isRepeated) => ({
          body: JSON.stringify(message),
          group: fairGroup({ space: message.space, id: message.lease.webhookId }),
          delaySeconds: isRepeated ? Math.max(delaySeconds, repeatedDelaySeconds) : delaySeconds,
        }),
      });
      return new Set(refused.map(({ item }) => item.message.lease.deliveryId));
    },
  };
}
