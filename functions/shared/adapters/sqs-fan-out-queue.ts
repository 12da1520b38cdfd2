import * as z from 'zod';
import type { FanOutContinuation, FanOutQueue } from '../application/ports/fan-out-queue.ts';
import type { Sqs } from './aws/aws-clients.ts';
import { sendMessages } from './sqs-batches.ts';
import { printable } from './sqs-text.ts';

const continuationMessage = z.object({
  continuation: z.object({
    space: z.string(),
    eventId: z.string(),
    envelopeId: z.string(),
    cursor: z.string(),
    page: z.int().min(1),
  }),
});

/** The continuation in a message of the events queue, if it is one and not an event from the bus. */
export function readContinuation(body: string): FanOutContinuation | undefined {
  // The bus never writes this member at the top: its envelope is EventBridge's own.
  if (!body.startsWith('{"continuation":')) return undefined;
  return continuationMessage.parse(JSON.parse(body)).continuation;
}

export type FanOutQueueUrls = Readonly<{ events: string; rejectedEvents: string }>;

export function sqsFanOutQueue(client: Sqs, queues: FanOutQueueUrls): FanOutQueue {
  return {
    async continueLater(continuation) {
      await client.sendMessage({ QueueUrl: queues.events, MessageBody: JSON.stringify({ continuation }) });
    },
    async reject(events) {
      const refused = await sendMessages(client, {
        queueUrl: queues.rejectedEvents,
        items: events,
        toMessage: ({ body, reason }) => ({ body, attributes: { reason: printable(reason) } }),
      });
      const [refusal] = refused;
      if (!refusal) return;
      throw new Error(`${refused.length} rejected events were not accepted by their queue.`, { cause: refusal.fault });
    },
  };
}
