import { ProblemError } from '../../../client/src/problem-error.ts';

/** Errors by the path of their field in the API, such as `payload.template`. */
export type FieldErrors = readonly Readonly<{
  path: string;
  message: string;
  /** The name of the field, if its path does not tell. */
  label?: string;
}>[];

/** The errors of a field, and of the fields in it unless only its own are asked for. */
export type ErrorAt = (path: string, options?: Readonly<{ ownOnly?: boolean }>) => string | undefined;

/** A form field does not contain valid JSON. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
  readonly errors: FieldErrors;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.errors = [{ path, message: `must be valid JSON: ${reason}` }];
  }
}

/** Parses the JSON of a form field; throws a {@link NotJsonError}. */
export function readJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new NotJsonError(path, error instanceof Error ? error.message : 'it cannot be parsed');
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

/** Whether the first path is the second one, or a path in it. */
const isWithin = (path: string, outer: string): boolean => path === outer || path.startsWith(`${outer}.`);

/** Returns the errors of a field and of the fields in it. */
export function errorAtOf(errors: FieldErrors): ErrorAt {
  return (path, { ownOnly = false } = {}) =>
    errors
      .filter((error) => (ownOnly ? error.path === path : isWithin(error.path, path)))
      .map(({ message }) => message)
      .join('; ') || undefined;
}

/** The errors that remain after the fields were changed: not theirs, nor those of fields that contain them. */
export function withoutErrorsAt(errors: FieldErrors, paths: readonly string[]): FieldErrors {
  return errors.filter(({ path }) => !paths.some((changed) => isWithin(path, changed) || isWithin(changed, path)));
}

/**
 * The field errors of a refused submit. `known` are those that the form can word better than the API, because it knows what
 * the user has entered. They are all there is to add when the API was not asked, because of JSON that cannot be parsed.
 */
export function refusalOf(error: Error, known: FieldErrors): FieldErrors {
  const errors = errorsOf(error);
  if (error instanceof NotJsonError) return [...known, ...errors];
  return [...new Set(errors.map((each) => known.find(({ path }) => isWithin(each.path, path)) ?? each))];
}

/** The errors of the required fields that are empty, from pairs of a path and a message. */
export function missing(fields: readonly (readonly [path: string, value: string, message: string])[]): FieldErrors {
  return fields.flatMap(([path, value, message]) => (value.trim() === '' ? [{ path, message }] : []));
}
