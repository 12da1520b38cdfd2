import type { JsonValue } from '../../domain/json.ts';
import type { FieldError } from '../outcome.ts';

/** A JSON Schema document: an object or a boolean. */
export type SchemaDocument = boolean | Readonly<{ [key: string]: JsonValue }>;

/** A schema with whose it is, for spaces must not pay for each other's. */
export type SchemaOfSpace = Readonly<{ space: string; schema: SchemaDocument }>;

/**
 * Judges JSON by schemas that tenants wrote, so that neither schema nor value may be trusted to end soon. Never throws, and
 * no schema has an effect on another.
 */
export interface SchemaValidator {
  /** What is wrong with the schema itself; paths lead into it. */
  check(schema: SchemaOfSpace): Promise<readonly FieldError[]>;
  /** What of the value does not fit; paths lead into it. A schema that takes too long fits nothing. */
  validate(request: SchemaOfSpace & Readonly<{ value: JsonValue }>): Promise<readonly FieldError[]>;
}
