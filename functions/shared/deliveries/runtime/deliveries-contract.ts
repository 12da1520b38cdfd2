import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { readOperation } from '../../api/runtime/resource-operations-contract.ts';
import { eventContent } from '../../events/domain/event.ts';
import { jsonValue } from '../../platform/domain/json.ts';
import { eventTypeName, ownEventId } from '../../platform/domain/resource-ids.ts';
import { id, noBody, pageOf, pageQuery, timestamp, utcTimestamp } from '../../platform/runtime/fields.ts';
import { attemptSchema, deliveryStatuses } from '../domain/delivery.ts';
import { maxStoredAttempts } from '../domain/stored-attempts.ts';

export const status = z.enum(deliveryStatuses).meta({
  description: '`pending`, `retrying` and `held` are in progress; all other statuses are final.',
});

export const attemptCount = z
  .int()
  .min(0)
  .meta({ description: 'The number of attempts, including those that are no longer listed.' });

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
      .max(maxStoredAttempts)
      .meta({
        description: `The first attempt and the latest ones, ${maxStoredAttempts} at most, in the order of their numbers.`,
      }),
    attemptCount,
    response: jsonValue.optional().meta({
      description: "The receiver's response, for kinds that use it. The webhook's own secrets are replaced by `***`.",
    }),
    reason: z
      .string()
      .optional()
      .meta({ description: 'Why the delivery ended or waits, if no attempt shows the reason.' }),
    nextAttemptAt: timestamp.optional(),
  })
  .meta({ id: 'Delivery' });

/** The filters of lists of deliveries and of rules' executions. */
export const listQuery = pageQuery.extend({
  status: status.optional(),
  eventType: eventTypeName.optional(),
  since: utcTimestamp.optional().meta({ description: 'Deliveries of events with this time or a later one.' }),
  until: utcTimestamp.optional().meta({ description: 'Deliveries of events with an earlier time.' }),
  createdSince: utcTimestamp.optional().meta({
    description:
      'Deliveries first attempted or parked at this time or later, regardless of the time of the event. Use it to find past events that were sent recently.',
  }),
  createdUntil: utcTimestamp.optional().meta({ description: 'Deliveries first attempted or parked earlier.' }),
});

/** A page of a list whose filters may skip most of what is stored. */
export const searchedPageOf = <Item extends z.ZodType>(item: Item) =>
  pageOf(item).extend({
    searchedTo: timestamp.optional().meta({
      description: 'How far back this page has searched, as the time of an event. Absent on the last page.',
    }),
  });

export const listDeliveries = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/deliveries',
  operationId: 'listDeliveries',
  summary: 'List the deliveries of a webhook, newest first',
  description:
    'With filters, a page can have few or no items although more pages follow: continue until `next` is null.',
  query: listQuery,
  body: noBody,
  success: { status: 200, description: 'A page of deliveries.', body: searchedPageOf(delivery) },
});

export const listSpaceDeliveries = operation({
  route: 'GET /v1/spaces/{space}/deliveries',
  operationId: 'listSpaceDeliveries',
  summary: 'List the deliveries of all webhooks of a space, newest first',
  description:
    'A delivery is listed at most two minutes after it was first attempted or parked; its status is current. A page can have few or no items although more pages follow: continue until `next` is null.',
  query: listQuery,
  body: noBody,
  success: { status: 200, description: 'A page of deliveries.', body: searchedPageOf(delivery) },
});

export const readDelivery = readOperation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}/deliveries/{deliveryId}',
  operationId: 'readDelivery',
  summary: 'Read a delivery with its attempts',
  noun: 'delivery',
  response: delivery,
});

const count = z.int().min(0);

export const listEvents = operation({
  route: 'GET /v1/spaces/{space}/events',
  operationId: 'listEvents',
  summary: 'List the events of a space, newest first',
  description:
    'An event is listed at most two minutes after it was received; the statuses of its deliveries are current. A page can have few or no items although more pages follow: continue until `next` is null.',
  query: pageQuery.extend({
    type: eventTypeName.optional(),
    since: utcTimestamp.optional().meta({ description: 'Events with this time or a later one.' }),
    until: utcTimestamp.optional().meta({ description: 'Events with an earlier time.' }),
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
            .meta({ description: 'The number of its deliveries by status, including executions of rules.' }),
          hasMoreDeliveries: z.boolean().meta({
            description: 'True if the event has more deliveries: about the first thousand are counted.',
          }),
        })
        .meta({ id: 'EventSummary' }),
    ),
  },
});

export const readEvent = operation({
  route: 'GET /v1/spaces/{space}/events/{eventId}',
  operationId: 'readEvent',
  summary: 'Read an event and its deliveries',
  description:
    'The deliveries of an event for very many webhooks are on several pages. If several events had the same `id` one after the other, the latest is returned.',
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
            webhookId: id.optional().meta({ description: 'The webhook of the delivery, …' }),
            ruleId: id.optional().meta({ description: '… or the rule that the event triggered.' }),
            status,
          }),
        ),
      })
      .meta({ id: 'Event' }),
  },
});
