import type * as z from 'zod';
import { done, type FieldError, type Outcome, refused } from '../../application/outcome.ts';
import type { JsonValue } from '../../domain/json.ts';
import { findJsonFault } from '../../domain/json-fault.ts';
import { fieldErrors } from './field-errors.ts';

/** A body that can be kept and passed on, and fits the schema. */
export function readBodyAs<Schema extends z.ZodType>(
  schema: Schema,
  json: JsonValue | undefined,
): Outcome<z.infer<Schema>> {
  const fault = json === undefined ? undefined : findJsonFault(json);
  if (fault !== undefined) return invalid([fault]);
  const parsed = schema.safeParse(json);
  if (parsed.success) return done(parsed.data);
  if (json === undefined) return refused({ kind: 'malformed', detail: 'The request must have a JSON body.' });
  return invalid(fieldErrors(parsed.error));
}

export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): Outcome<z.infer<Schema>> {
  const parsed = schema.safeParse(value);
  return parsed.success ? done(parsed.data) : invalid(fieldErrors(parsed.error));
}

export const invalid = (errors: readonly FieldError[]): Outcome<never> => refused({ kind: 'invalid', errors });
