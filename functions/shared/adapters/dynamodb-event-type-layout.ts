import { type EventTypeFields, eventTypeFields } from '../domain/event-type.ts';
import type { ResourceLayout } from './dynamodb-resource-store.ts';

export const eventTypeLayout: ResourceLayout<EventTypeFields> = {
  prefix: () => 'EVENT_TYPE#',
  fields: eventTypeFields,
};
