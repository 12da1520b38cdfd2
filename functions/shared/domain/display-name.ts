import * as z from 'zod';

/**
 * A name for people: on one line, without control characters, not blank at either end. The pattern stands in the API's
 * document too, where every language's regular expressions must take it to mean the same: none has a class for control
 * characters in common, and only some count U+0085 or U+FEFF as white space.
 */
export const displayName = z
  .string()
  .max(100)
  .regex(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses, and no class for them is common to all languages
    /^[^\s\u0000-\u001f\u007f-\u009f\ufeff](?:[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*[^\s\u0000-\u001f\u007f-\u009f\ufeff])?$/,
    'must be text on one line, not blank at either end',
  );
