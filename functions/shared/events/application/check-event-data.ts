import type { FieldError } from '../../platform/application/outcome.ts';
import type { Event } from '../domain/event.ts';
import { withPathPrefix } from './event-type-check.ts';
import type { EventTypeDirectory, SchemaValidator } from './ports.ts';

export type EventDataPorts = Readonly<{ eventTypes: EventTypeDirectory; schemas: SchemaValidator }>;

/** The errors of an event's data by the schema of its type; none for a type without a schema. */
export async function eventDataErrors(
  { eventTypes, schemas }: EventDataPorts,
  { space, type, data }: Pick<Event, 'space' | 'type' | 'data'>,
): Promise<readonly FieldError[]> {
  const known = await eventTypes.find({ space, type });
  if (known?.schema === undefined) return [];
  return withPathPrefix('data', await schemas.validate({ space, schema: known.schema, value: data }));
}
