import { ProblemError } from '../../../client/src/problem-error.ts';

/** Errors by the path of their field, such as `payload.template`. */
export type FieldErrors = readonly Readonly<{ path: string; message: string }>[];

export type ErrorAt = (path: string) => string | undefined;

/** A form field does not contain valid JSON. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
  readonly errors: FieldErrors;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.errors = [{ path, message: reason }];
  }
}

/** Parses the JSON of a form field; throws a {@link NotJsonError}. */
export function readJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotJsonError(path, error instanceof Error ? error.message : 'is not valid JSON');
  }
}

/** Narrows JSON to an object. The API refuses other values. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value);
}

/** The field errors of an error. */
export function errorsOf(error: Error | null): FieldErrors {
  if (error instanceof ProblemError) return error.problem.errors;
  return error instanceof NotJsonError ? error.errors : [];
}

/** Returns the errors of a field and of the fields in it. */
export function errorAtOf(errors: FieldErrors): ErrorAt {
  return (path) =>
    errors
      .filter((error) => error.path === path || error.path.startsWith(`${path}.`))
      .map(({ message }) => message)
      .join('; ') || undefined;
}
