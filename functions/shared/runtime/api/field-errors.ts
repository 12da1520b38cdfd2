import type * as z from 'zod';
import type { FieldError } from '../../application/outcome.ts';

/** Most errors told at once: a long list of wrong items would not be read. */
const maxErrors = 20;

/** What a schema finds wrong, field by field. */
export const fieldErrors = (error: z.ZodError): readonly FieldError[] =>
  error.issues.flatMap((issue) => errorsOf(issue, [])).slice(0, maxErrors);

type Path = readonly PropertyKey[];

function errorsOf(issue: z.core.$ZodIssue, base: Path): readonly FieldError[] {
  const path = [...base, ...issue.path];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: dotted([...path, key]), message: 'is not a known field' }));
    case 'invalid_key':
      return issue.issues.flatMap((inner) => errorsOf({ ...inner, path: [] }, path));
    case 'invalid_union':
      return [{ path: dotted(path), message: sentence(issue.message) }];
    default:
      return [{ path: dotted(path), message: sentence(issue.message) }];
  }
}

/** zod speaks in sentences of its own, our messages go on from the field's name. */
const sentence = (message: string): string =>
  /^(?:must|is|has)\b/.test(message)
    ? message
    : `is not accepted: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;

const dotted = (path: Path): string => path.map(String).join('.');
