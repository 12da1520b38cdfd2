import * as z from 'zod';
import { eventContent, eventTypeName, ownEventId } from '../../domain/event.ts';
import { noQuery, utcTimestamp } from './fields.ts';
import { operation } from './operation.ts';

const eventDraft = eventContent
  .extend({ type: eventTypeName, id: ownEventId.optional(), time: utcTimestamp.optional() })
  .meta({ id: 'EventDraft' });

export const eventDraftPart = eventDraft.partial();

export const acceptEvent = operation({
  route: 'POST /v1/spaces/{space}/events',
  operationId: 'sendEvent',
  summary: 'Send an event',
  description:
    'Answers once the event is on the bus. The same own id or `Idempotency-Key` within 24 hours is one event.',
  query: noQuery,
  body: eventDraft,
  repeatable: true,
  example: { type: 'hit.detected', title: 'A hit', data: { severity: 3 } },
  success: {
    status: 202,
    description: 'The event is on the bus.',
    body: z.object({ id: ownEventId }).meta({ id: 'AcceptedEvent' }),
  },
});
