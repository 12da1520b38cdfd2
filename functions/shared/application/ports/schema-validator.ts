import type { JsonValue } from '../../domain/json.ts';
import type { FieldError } from '../outcome.ts';

/** A JSON Schema document: an object or a boolean. */
export type SchemaDocument = boolean | Readonly<{ [key: string]: JsonValue }>;

/** Judges JSON by schemas that tenants wrote, so that neither schema nor value may be trusted to end soon. */
export interface SchemaValidator {
  /** What is wrong with the schema itself; paths lead into it. */
  check(schema: SchemaDocument): readonly FieldError[];
  /** What of the value does not fit; paths lead into it. A schema that takes too long fits nothing. */
  validate(request: Readonly<{ schema: SchemaDocument; value: JsonValue }>): readonly FieldError[];
}
