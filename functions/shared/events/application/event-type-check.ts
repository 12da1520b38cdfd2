import type { FieldError } from '../../platform/application/outcome.ts';
import type { EventTypeFields } from '../domain/event-type.ts';
import { maxSchemaBytes } from '../domain/event-type.ts';
import type { SchemaValidator } from './ports.ts';

/** The errors of an event type's description: those of its schema, and of an example that does not match it. */
export async function eventTypeErrors(
  validator: SchemaValidator,
  { space, schema, example }: Partial<EventTypeFields> & Readonly<{ space: string }>,
): Promise<readonly FieldError[]> {
  if (schema === undefined) return [];
  if (Buffer.byteLength(JSON.stringify(schema)) > maxSchemaBytes) {
    return [{ path: 'schema', message: `must have at most ${maxSchemaBytes} bytes` }];
  }
  const faults = await validator.check({ space, schema });
  if (faults.length > 0) return withPathPrefix('schema', faults);
  return example === undefined
    ? []
    : withPathPrefix('example', await validator.validate({ space, schema, value: example }));
}

/** Puts errors under the field that they are about. */
export const withPathPrefix = (field: string, errors: readonly FieldError[]): readonly FieldError[] =>
  errors.map(({ path, message }) => ({ path: path === '' ? field : `${field}.${path}`, message }));
