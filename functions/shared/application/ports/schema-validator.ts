import type { JsonValue } from '../../domain/json.ts';
import type { FieldError } from '../outcome.ts';

/** A JSON Schema document: an object or a boolean. */
export type SchemaDocument = boolean | Readonly<{ [key: string]: JsonValue }>;

/** A schema and its space, since spaces must not affect each other's time. */
export type SchemaOfSpace = Readonly<{ space: string; schema: SchemaDocument }>;

/**
 * Validates JSON by schemas that tenants wrote, so that neither schema nor value can be trusted to end soon. Never
 * throws, and no schema affects another.
 */
export interface SchemaValidator {
  /** The errors of the schema itself; paths point into it. */
  check(schema: SchemaOfSpace): Promise<readonly FieldError[]>;
  /** The errors of the value; paths point into it. With a schema that takes too long every value is wrong. */
  validate(request: SchemaOfSpace & Readonly<{ value: JsonValue }>): Promise<readonly FieldError[]>;
}
