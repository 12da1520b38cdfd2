import type * as z from 'zod';

type Issue = z.core.$ZodRawIssue;

/**
 * What is wrong with a value, in words that go on from its name: "is required", "must be at most 20". To be given to every
 * reading of what somebody else wrote, in the place of the library's own words. A schema's own message comes before this
 * one.
 */
export function describeIssue(issue: Issue): string {
  // JSON has no undefined: the member is not there.
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

/** A schema's own message, but for a member that is not there: that is just required. */
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

/** Of several shapes that one member tells apart, that member is wrong. */
function wrongVariant({ discriminator, options, input }: Variants): string {
  if (discriminator === undefined || !Array.isArray(options)) return 'does not match any of the allowed forms';
  const isThere = typeof input === 'object' && input !== null && Object.hasOwn(input, discriminator);
  return isThere ? oneOf(options) : 'is required';
}
