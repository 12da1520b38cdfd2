import * as z from 'zod';
import { attemptSchema, deliveryStates } from '../../domain/delivery.ts';
import { eventContent, eventTypeName, ownEventId } from '../../domain/event.ts';
import { jsonValue } from '../../domain/json.ts';
import { maxKeptAttempts } from '../../domain/kept-attempts.ts';
import { id, noBody, noQuery, pageOf, pageQuery, timestamp, utcTimestamp } from './fields.ts';
import { operation } from './operation.ts';

export const status = z.enum(deliveryStates).meta({
  description: '`pending`, `retrying` and `held` go on; the others are ends.',
});

export const attemptCount = z
  .int()
  .min(0)
  .meta({ description: 'How many attempts there were, whether they are still shown or not.' });

export const delivery = z
  .object({
    id,
    webhookId: id,
    eventId: ownEventId,
    eventType: eventTypeName,
    status,
    createdAt: timestamp,
    updatedAt: timestamp,
    attempts: z
      .array(attemptSchema.omit({ step: true, webhookId: true }))
      .max(maxKeptAttempts)
      .meta({ description: `The first attempt and the latest ones, ${maxKeptAttempts} at most, by their numbers.` }),
    attemptCount,
    response: jsonValue.optional().meta({
      description: "What the receiver answered, for kinds that use it, `***` in place of the webhook's own secrets.",
    }),
    reason: z.string().optional().meta({ description: 'Why it ended or waits, when no attempt says it.' }),
    nextAttemptAt: timestamp.optional(),
  })
  .meta({ id: 'Delivery' });

/** What lists of deliveries, and of rules' executions, may be narrowed by. */
export const listQuery = pageQuery.extend({
  status: status.optional(),
  eventType: eventTypeName.optional(),
  since: utcTimestamp.optional().meta({ description: 'Whose event has this time or a later one.' }),
  until: utcTimestamp.optional().meta({ description: 'Whose event has an earlier time.' }),
  createdSince: utcTimestamp.optional().meta({
    description:
      'First attempted or parked at this time or later, whatever the time of the event: finds events of the past that were sent just now.',
  }),
  createdUntil: utcTimestamp.optional().meta({ description: 'First attempted or parked earlier.' }),
});

export const listDeliveries = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/deliveries',
  operationId: 'listDeliveries',
  summary: 'List the deliveries of a webhook, newest first',
  description: 'With filters a page may be short, or empty, though more follow: go on while there is a `next`.',
  query: listQuery,
  body: noBody,
  success: { status: 200, description: 'A page of deliveries.', body: pageOf(delivery) },
});

export const listSpaceDeliveries = operation({
  route: 'GET /v1/spaces/{space}/deliveries',
  operationId: 'listSpaceDeliveries',
  summary: 'List the deliveries of all webhooks of a space, newest first',
  description:
    'Deliveries are listed at most two minutes after they were first attempted or parked; how they stand is read at once. With filters a page may be short, or empty, though more follow: go on while there is a `next`.',
  query: listQuery,
  body: noBody,
  success: { status: 200, description: 'A page of deliveries.', body: pageOf(delivery) },
});

export const readDelivery = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}',
  operationId: 'readDelivery',
  summary: 'Read a delivery with its attempts',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The delivery.', body: delivery },
});

const count = z.int().min(0);

export const listEvents = operation({
  route: 'GET /v1/spaces/{space}/events',
  operationId: 'listEvents',
  summary: 'List the events of a space, newest first',
  description:
    'Events are listed at most two minutes after they were received; how their deliveries stand is read at once. A page may be short, or empty, though more follow: go on while there is a `next`.',
  query: pageQuery.extend({
    type: eventTypeName.optional(),
    since: utcTimestamp.optional().meta({ description: 'That have this time or a later one.' }),
    until: utcTimestamp.optional().meta({ description: 'That have an earlier time.' }),
  }),
  body: noBody,
  success: {
    status: 200,
    description: 'A page of events.',
    body: pageOf(
      z
        .object({
          id: ownEventId,
          type: eventTypeName,
          time: timestamp,
          receivedAt: timestamp,
          deliveryCounts: z
            .object({
              pending: count,
              retrying: count,
              held: count,
              succeeded: count,
              failed: count,
              exhausted: count,
              discarded: count,
            })
            .meta({ description: 'How many of its deliveries, executions of rules included, have which status.' }),
          hasMoreDeliveries: z.boolean().meta({
            description: 'It went to so many that only the first thousand or so are counted.',
          }),
        })
        .meta({ id: 'EventSummary' }),
    ),
  },
});

export const readEvent = operation({
  route: 'GET /v1/spaces/{space}/events/{eventId}',
  operationId: 'readEvent',
  summary: 'Read an event and what became of its deliveries',
  description:
    'An event for very many webhooks has its deliveries on several pages. Of events that had the same own id one after the other, the latest.',
  query: pageQuery.pick({ cursor: true }),
  body: noBody,
  success: {
    status: 200,
    description: 'The event.',
    body: eventContent
      .extend({
        id: ownEventId,
        type: eventTypeName,
        time: timestamp,
        receivedAt: timestamp,
        deliveries: pageOf(
          z.object({
            id,
            webhookId: id.optional().meta({ description: 'Whose delivery it is, …' }),
            ruleId: id.optional().meta({ description: '… or which rule it set off.' }),
            status,
          }),
        ),
      })
      .meta({ id: 'Event' }),
  },
});
