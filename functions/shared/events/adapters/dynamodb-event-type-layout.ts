import type { ResourceLayout } from '../../platform/adapters/dynamodb-resource-store.ts';
import { type EventTypeFields, eventTypeFields } from '../domain/event-type.ts';

export const eventTypeLayout: ResourceLayout<EventTypeFields> = {
  prefix: () => 'EVENT_TYPE#',
  fields: eventTypeFields,
};
