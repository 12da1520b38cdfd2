import * as z from 'zod';

const maxLength = 100;

/**
 * On one line, without control characters, without blanks at either end. The pattern is in the API's document too,
 * where every language's regular expressions must read it alike: they share no class for control characters, and only
 * some count U+0085 or U+FEFF as white space.
 */
const onOneLine =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses, and no class for them is common to all languages
  /^[^\s\u0000-\u001f\u007f-\u009f\ufeff](?:[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*[^\s\u0000-\u001f\u007f-\u009f\ufeff])?$/;

/** The canonical form of names that look alike: composed, a run of blanks as one space (RFC 8266, section 2.1). */
const inOneForm = (text: string): string => text.normalize('NFC').replace(/\p{Space_Separator}+/gu, ' ');

/** Emoji consist of joiners and variation selectors, which are visible only there. */
const withoutEmoji = (text: string): string => text.replace(/\p{RGI_Emoji}/gv, '');
const hidden = /[\p{Format}\p{Default_Ignorable_Code_Point}]/u;
/** The expression for emoji is compiled only when needed: that takes a sixth of a cold start. */
const isVisible = (text: string): boolean => !hidden.test(text) || !hidden.test(withoutEmoji(text));

/**
 * A name for people. Invisible characters are refused, and names that look alike are equal: names are unique by the
 * result of this function, and case counts.
 */
export const displayName = z
  .string()
  .min(1, { abort: true })
  .max(maxLength, { abort: true })
  .overwrite(inOneForm)
  .max(maxLength)
  .regex(onOneLine, { error: 'must be one line of text without spaces at the beginning or end', abort: true })
  .refine(
    isVisible,
    'must not contain invisible characters, such as zero-width spaces, soft hyphens or direction marks',
  );
