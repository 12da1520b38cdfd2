import { ProblemError } from '../../../client/src/problem-error.ts';

/** What is wrong at fields of the API, by their paths: `payload.template`. */
export type FieldErrors = readonly Readonly<{ path: string; message: string }>[];

export type ErrorAt = (path: string) => string | undefined;

/** A text of a form is not JSON, so that it cannot be sent to the API. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
  readonly errors: FieldErrors;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.errors = [{ path, message: reason }];
  }
}

/** Reads what was entered at a field; throws a {@link NotJsonError}. */
export function readJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotJsonError(path, error instanceof Error ? error.message : 'is not valid JSON');
  }
}

/** What is not an object is refused by the API. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return Object(value);
}

/** What an error says of single fields. */
export function errorsOf(error: Error | null): FieldErrors {
  if (error instanceof ProblemError) return error.problem.errors;
  return error instanceof NotJsonError ? error.errors : [];
}

/** What is wrong at a field or below it. */
export function errorAtOf(errors: FieldErrors): ErrorAt {
  return (path) =>
    errors
      .filter((error) => error.path === path || error.path.startsWith(`${path}.`))
      .map(({ message }) => message)
      .join('; ') || undefined;
}
