import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { eventTypeName, ownEventId } from '../../platform/domain/resource-ids.ts';
import { noQuery, utcTimestamp } from '../../platform/runtime/fields.ts';
import { eventContent } from '../domain/event.ts';

const eventDraft = eventContent
  .extend({ type: eventTypeName, id: ownEventId.optional(), time: utcTimestamp.optional() })
  .meta({ id: 'EventDraft' });

export const eventDraftPart = eventDraft.partial();
const acceptedEvent = z.object({ id: ownEventId }).meta({ id: 'AcceptedEvent' });

export const acceptEvent = operation({
  route: 'POST /v1/spaces/{space}/events',
  operationId: 'sendEvent',
  summary: 'Send up to 100 events',
  description:
    'The response is sent when the events are on the bus. Events with the same `id` or `Idempotency-Key` within 24 hours are one event. In a batch each event is accepted or refused on its own: repeat those with `status` 500, with the same key and the same body.',
  query: noQuery,
  body: eventDraft,
  repeatable: true,
  example: { type: 'hit.detected', title: 'A hit', data: { severity: 3 } },
  success: { status: 202, description: 'The event is on the bus.', body: acceptedEvent },
  batch: {
    name: 'EventBatch',
    member: 'events',
    most: 100,
    description: 'The result of each event, in the order of the request.',
    response: acceptedEvent,
  },
});
