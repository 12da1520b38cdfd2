import * as z from 'zod';

const maxLength = 100;

/**
 * On one line, without control characters, not blank at either end. The pattern stands in the API's document too, where
 * every language's regular expressions must take it to mean the same: none has a class for control characters in common,
 * and only some count U+0085 or U+FEFF as white space.
 */
const onOneLine =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses, and no class for them is common to all languages
  /^[^\s\u0000-\u001f\u007f-\u009f\ufeff](?:[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*[^\s\u0000-\u001f\u007f-\u009f\ufeff])?$/;

/** The one spelling of names that look alike: composed, and any run of blanks as one space (after RFC 8266, section 2.1). */
const inOneForm = (text: string): string => text.normalize('NFC').replace(/\p{Space_Separator}+/gu, ' ');

/** Emoji are made of joiners and variation selectors, which are seen in them and nowhere else. */
const withoutEmoji = (text: string): string => text.replace(/\p{RGI_Emoji}/gv, '');
const hidden = /[\p{Format}\p{Default_Ignorable_Code_Point}]/u;
/** What emoji are is asked only if need be: to make that expression takes a sixth of a cold start. */
const isVisible = (text: string): boolean => !hidden.test(text) || !hidden.test(withoutEmoji(text));

/**
 * A name for people. What cannot be seen is refused, and what looks alike is one: names are unique by what this makes of
 * them, case as it is.
 */
export const displayName = z
  .string()
  .max(maxLength, { abort: true })
  .overwrite(inOneForm)
  .max(maxLength)
  .regex(onOneLine, { error: 'must be one line of text without spaces at the beginning or end', abort: true })
  .refine(
    isVisible,
    'must not contain invisible characters, such as zero-width spaces, soft hyphens or direction marks',
  );
