import * as z from 'zod';
import type { Sqs } from '../../platform/adapters/aws/aws-clients.ts';
import { repeatedDelaySeconds, sendMessages } from '../../platform/adapters/sqs-batches.ts';
import { sqsText } from '../../platform/adapters/sqs-text.ts';
import type { DeliveryMessage, DeliveryQueue } from '../application/ports.ts';
import { type Event, eventSchema } from '../domain/event.ts';
import { fairGroup } from '../domain/fair-group.ts';

const messageFields = z.object({
  deliveryId: z.string(),
  space: z.string(),
  eventId: z.string(),
  envelopeId: z.string(),
  eventType: z.string(),
  event: eventSchema.optional(),
  repeated: z.boolean(),
  slowQueue: z.literal(true).optional(),
});

const deliveryMessage = z.union([
  messageFields.extend({ webhookId: z.string() }),
  messageFields.extend({ rule: z.object({ id: z.string(), domain: z.string().optional() }) }),
]);

/** Reads what {@link sqsDeliveryQueue} wrote. Throws on anything else: only Posthorn writes to its queue. */
export function readDeliveryMessage(body: string): DeliveryMessage {
  return deliveryMessage.parse(JSON.parse(body));
}

/** A standard queue that is fair by message group, so that a space with a large backlog delays no other. */
export function sqsDeliveryQueue(client: Sqs, queueUrl: string): DeliveryQueue {
  /** The text of an event is made once for a thousand webhooks. */
  const texts = new WeakMap<Event, string>();
  const textOf = (event: Event): string => {
    const text = texts.get(event) ?? sqsText(JSON.stringify(event));
    texts.set(event, text);
    return text;
  };
  const bodyOf = ({ event, ...fields }: DeliveryMessage): string => {
    const text = sqsText(JSON.stringify(fields));
    return event === undefined ? text : `${text.slice(0, -1)},"event":${textOf(event)}}`;
  };
  return {
    async send(messages) {
      const refused = await sendMessages(client, {
        queueUrl,
        items: messages,
        toMessage: (message, isRepeated) => ({
          body: bodyOf({ ...message, repeated: message.repeated || isRepeated }),
          group: fairGroup({ space: message.space, id: message.rule ? message.rule.id : message.webhookId }),
          ...(isRepeated && { delaySeconds: repeatedDelaySeconds }),
        }),
      });
      return new Map(refused.map(({ item, fault }) => [item.deliveryId, fault]));
    },
  };
}
