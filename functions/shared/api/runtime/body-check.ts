import type * as z from 'zod';
import { type FieldError, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import type { ParsedDraft } from '../../platform/application/parsed-draft.ts';
import { describeIssue } from '../../platform/domain/describe-issue.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import { findJsonError } from '../../platform/domain/json-error.ts';
import { fieldErrors } from './field-errors.ts';
import { type DraftSchemas, parseDraft } from './parse-draft.ts';

/** A body that can be stored and passed on, and matches the schema. */
export function readBodyAs<Schema extends z.ZodType>(
  schema: Schema,
  json: JsonValue | undefined,
): Outcome<z.infer<Schema>> {
  const fault = json === undefined ? undefined : findJsonError(json);
  if (fault !== undefined) return invalid([fault]);
  const parsed = schema.safeParse(json, { error: describeIssue });
  if (parsed.success) return ok(parsed.data);
  return json === undefined ? noJson : invalid(fieldErrors(parsed.error));
}

/** A body that can be stored and passed on, with all errors of its shape. */
export function readDraftAs<Draft extends object>(
  schemas: DraftSchemas<Draft>,
  json: JsonValue | undefined,
): Outcome<ParsedDraft<Draft>> {
  if (json === undefined) return noJson;
  const fault = findJsonError(json);
  return fault === undefined ? ok(parseDraft(schemas, json)) : invalid([fault]);
}

const noJson: Outcome<never> = refused({ kind: 'malformed', detail: 'The request must have a JSON body.' });

export function check<Schema extends z.ZodType>(schema: Schema, value: unknown): Outcome<z.infer<Schema>> {
  const parsed = schema.safeParse(value, { error: describeIssue });
  return parsed.success ? ok(parsed.data) : invalid(fieldErrors(parsed.error));
}

export const invalid = (errors: readonly FieldError[]): Outcome<never> => refused({ kind: 'invalid', errors });
