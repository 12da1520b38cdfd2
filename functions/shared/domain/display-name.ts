import * as z from 'zod';

/** A name for people: on one line, without control characters, not blank at either end. */
export const displayName = z
  .string()
  .max(100)
  .regex(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
    /^[^\s\u0000-\u001f\u007f](?:[^\u0000-\u001f\u007f\u2028\u2029]*[^\s\u0000-\u001f\u007f])?$/,
    'must be text on one line, not blank at either end',
  );
