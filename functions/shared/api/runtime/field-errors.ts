import type * as z from 'zod';
import type { FieldError } from '../../platform/application/outcome.ts';
import { unknownField } from '../../platform/domain/describe-issue.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** The errors of a schema, field by field, parsed with {@link describeIssue}. */
export function fieldErrors({ issues }: Pick<z.ZodError, 'issues'>): readonly FieldError[] {
  // A number may exceed the bound of all whole numbers and, which is more specific, its own.
  const closest = new Map(issues.map((issue) => [boundAt(issue), issue]));
  return issues.flatMap((issue) => (isBound(issue) && closest.get(boundAt(issue)) !== issue ? [] : errorsOf(issue)));
}

function errorsOf(issue: Issue): readonly FieldError[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({ path: dotted([...issue.path, key]), message: unknownField }));
    case 'invalid_key':
      return issue.issues.map(({ message }) => ({ path: dotted(issue.path), message: `has a name that ${message}` }));
    default:
      return [{ path: dotted(issue.path), message: issue.message }];
  }
}

const isBound = ({ code }: Issue): boolean => code === 'too_big' || code === 'too_small';

const boundAt = ({ code, path }: Issue): string => `${code} ${dotted(path)}`;

const dotted = (path: Path): string => path.map(String).join('.');
