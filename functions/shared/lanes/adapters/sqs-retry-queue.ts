import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { deliverySchema, laneQueues } from '../../deliveries/domain/delivery.ts';
import { fairGroup } from '../../events/domain/fair-group.ts';
import type { Sqs } from '../../platform/adapters/aws/aws-clients.ts';
import { repeatedDelaySeconds, sendMessages } from '../../platform/adapters/sqs-batches.ts';
import { sqsText } from '../../platform/adapters/sqs-text.ts';
import type { OutcomeQueue, RetryQueue } from '../application/ports.ts';

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
  slowQueue: z.literal(true).optional(),
});

const deferredOutcome = z.object({
  after: deliverySchema,
  before: z.object({ webhookId: z.string(), version: z.int().min(0) }),
  lease: waitItem.optional(),
});

const message = z.union([z.object({ retry: retryMessage }), z.object({ outcome: deferredOutcome })]);

/** Reads what {@link sqsRetryQueue} and {@link sqsOutcomeQueue} wrote. Throws on anything else: only Posthorn writes to its queue. */
export function readRetryMessage(body: string): z.infer<typeof message> {
  return message.parse(JSON.parse(body));
}

/** A standard queue that is fair by message group, so that one backlog does not delay the others. */
export function sqsRetryQueue(client: Sqs, queueUrl: string): RetryQueue {
  return {
    async send(messages) {
      const refused = await sendMessages(client, {
        queueUrl,
        items: messages,
        toMessage: ({ message, delaySeconds }, isRepeated) => ({
          body: JSON.stringify({ retry: message }),
          group: fairGroup({ space: message.space, id: message.lease.webhookId }),
          delaySeconds: isRepeated ? Math.max(delaySeconds, repeatedDelaySeconds) : delaySeconds,
        }),
      });
      return new Set(refused.map(({ item }) => item.message.lease.deliveryId));
    },
  };
}

/** Least and most seconds after which a record is tried again: a table splits a hot partition in minutes. */
const recordedAfterSeconds = [10, 30] as const;

/** The same queue, for outcomes that could not be recorded; the function that processes retries records them. */
export function sqsOutcomeQueue(client: Sqs, queueUrl: string): OutcomeQueue {
  return {
    async send(outcomes) {
      const refused = await sendMessages(client, {
        queueUrl,
        items: outcomes,
        toMessage: (outcome) => ({
          body: sqsText(JSON.stringify({ outcome })),
          group: fairGroup({ space: outcome.after.space, id: outcome.before.webhookId }),
          delaySeconds: randomInt(recordedAfterSeconds[0], recordedAfterSeconds[1] + 1),
        }),
      });
      return new Set(refused.map(({ item }) => item.after.id));
    },
  };
}
