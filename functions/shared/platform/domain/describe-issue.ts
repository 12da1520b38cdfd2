import type * as z from 'zod';

type Issue = z.core.$ZodRawIssue;

/**
 * Describes what is wrong with a value, to be read after its name: "is required", "must be at most 20". Passed to every
 * parse of a caller's or receiver's text, in place of the library's messages. A schema's own message takes precedence.
 */
export function describeIssue(issue: Issue): string {
  // JSON has no undefined: the member is missing.
  if (issue.input === undefined) return 'is required';
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return oneOf(issue.values);
    case 'too_big':
      return `must ${limit('at most', { bound: issue.maximum, origin: issue.origin })}`;
    case 'too_small':
      if (issue.origin === 'string' && issue.minimum === 1) return 'must not be empty';
      return `must ${limit('at least', { bound: issue.minimum, origin: issue.origin })}`;
    case 'invalid_format':
      return `must be ${formats[issue.format] ?? `of the form ${issue.pattern ?? issue.format}`}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `has unknown fields: ${issue.keys.join(', ')}`;
    case 'invalid_key':
      return 'has a name that is not allowed';
    case 'invalid_union':
      return wrongVariant(issue);
    case 'invalid_element':
    case 'custom':
      return 'is not allowed';
  }
}

/** A schema's own message, except for a missing member, which is simply required. */
export const unlessMissing =
  (message: string) =>
  ({ input }: Readonly<{ input?: unknown }>): string | undefined =>
    input === undefined ? undefined : message;

export const unknownField = 'is not a known field; remove it';

const formats: Readonly<Record<string, string>> = {
  datetime: 'an ISO 8601 time, such as 2026-01-31T09:30:00Z',
};

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'an array',
  null: 'null',
  undefined: 'left out',
};

const oneOf = (values: readonly unknown[]): string => {
  const names = values.map(String);
  return names.length === 1 ? `must be ${JSON.stringify(values[0])}` : `must be one of: ${names.join(', ')}`;
};

type Bound = Readonly<{ bound: number | bigint; origin: string }>;

function limit(words: string, { bound, origin }: Bound): string {
  switch (origin) {
    case 'string':
      return `have ${words} ${counted(bound, 'character')}`;
    case 'array':
      return `have ${words} ${counted(bound, 'item')}`;
    default:
      return `be ${words} ${bound}`;
  }
}

const counted = (count: number | bigint, noun: string): string => `${count} ${noun}${Number(count) === 1 ? '' : 's'}`;

type Variants = Readonly<{ discriminator?: string | undefined; options?: unknown; input?: unknown }>;

/** The member that distinguishes several shapes is wrong. */
function wrongVariant({ discriminator, options, input }: Variants): string {
  if (discriminator === undefined || !Array.isArray(options)) return 'does not match any of the allowed forms';
  const isThere = typeof input === 'object' && input !== null && Object.hasOwn(input, discriminator);
  return isThere ? oneOf(options) : 'is required';
}
