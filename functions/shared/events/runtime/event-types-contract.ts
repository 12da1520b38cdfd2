import { operation } from '../../api/runtime/operation.ts';
import { deleteOperation, listOperation, readOperation } from '../../api/runtime/resource-operations-contract.ts';
import { eventTypeName } from '../../platform/domain/resource-ids.ts';
import { noQuery, timestamp } from '../../platform/runtime/fields.ts';
import { eventTypeFields } from '../domain/event-type.ts';

const path = '/v1/spaces/{space}/event-types';

const eventType = eventTypeFields
  .extend({ type: eventTypeName, createdAt: timestamp, updatedAt: timestamp })
  .meta({ id: 'EventType' });

export const listEventTypes = listOperation({
  route: `GET ${path}`,
  operationId: 'listEventTypes',
  summary: 'List the described event types of a space, by name',
  plural: 'event types',
  response: eventType,
});

export const eventTypePart = eventTypeFields.partial();

export const putEventType = operation({
  route: `PUT ${path}/{type}`,
  operationId: 'putEventType',
  summary: 'Create or replace the description of an event type',
  description:
    'If a schema is set, events of the type whose `data` does not match it are rejected when they are received.',
  query: noQuery,
  body: eventTypeFields.meta({ id: 'EventTypeDraft' }),
  conditional: true,
  example: {
    description: 'A hit was detected.',
    schema: { type: 'object', properties: { severity: { type: 'integer' } }, required: ['severity'] },
    example: { severity: 3 },
  },
  success: { status: 200, description: 'The event type.', body: eventType },
});

export const readEventType = readOperation({
  route: `GET ${path}/{type}`,
  operationId: 'readEventType',
  summary: 'Read the description of an event type',
  noun: 'event type',
  response: eventType,
});

export const deleteEventType = deleteOperation({
  route: `DELETE ${path}/{type}`,
  operationId: 'deleteEventType',
  summary: 'Delete the description of an event type',
  description: 'Events of the type are still accepted, without validation.',
  noun: 'description',
});
