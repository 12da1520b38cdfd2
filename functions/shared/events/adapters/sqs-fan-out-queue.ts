import * as z from 'zod';
import type { Sqs } from '../../platform/adapters/aws/aws-clients.ts';
import {
  maxMessageBytes,
  messageBytes,
  type OutgoingMessage,
  sendMessages,
} from '../../platform/adapters/sqs-batches.ts';
import { printable } from '../../platform/adapters/sqs-text.ts';
import type { FanOutContinuation, FanOutQueue, RejectedEvent } from '../application/ports.ts';

const continuationMessage = z.object({
  continuation: z.object({
    space: z.string(),
    eventId: z.string(),
    envelopeId: z.string(),
    cursor: z.string(),
    page: z.int().min(1),
  }),
});

/** The continuation in a message of the events queue; undefined if the message is an event from the bus. */
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
      const refused = await sendMessages(client, { queueUrl: queues.rejectedEvents, items: events, toMessage });
      const faults = new Map(refused.map(({ item, fault }) => [item, fault]));
      return events.map((event) => faults.get(event) ?? 'rejected');
    },
  };
}

/** The event as received, which may be as large as a message can be: the reason is cut to the room that is left. */
function toMessage({ body, reason }: RejectedEvent): OutgoingMessage {
  const room = maxMessageBytes - messageBytes({ body, attributes: { reason: '' } });
  const text = printable(reason).slice(0, Math.max(0, room));
  return text === '' ? { body } : { body, attributes: { reason: text } };
}
