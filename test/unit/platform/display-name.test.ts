import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { displayName } from '../../../functions/shared/platform/domain/display-name.ts';

const read = (text: string) => displayName.safeParse(text);
const fits = (text: string) => read(text).success;

describe('a name', () => {
  test.each(['A', 'Production alerts', 'Grüße', '警报', 'สวัสดี', 'हिन्दी', 'a\u2800b'])('may be %j', (text) => {
    expect(read(text).data).toBe(text);
  });

  test.each(['👩‍🚀 in orbit', '❤️', '🏳️‍🌈', '👩🏽‍⚕️', '1️⃣ first', 'a ❤️ b'])('may hold an emoji: %j', (text) => {
    expect(read(text).data).toBe(text);
  });

  test.each([
    ['Cafe\u0301', 'Caf\u00e9'],
    ['\u212b', '\u00c5'],
    ['\u1100\u1161', '\uac00'],
    ['a\u00a0b', 'a b'],
    ['a\u202fb', 'a b'],
    ['a\u3000b', 'a b'],
    ['a \u2003 b', 'a b'],
  ])('is read in its one form: %j', (text, form) => {
    expect(read(text).data).toBe(form);
  });

  test('once read, is read as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        const once = read(text);
        if (once.success) expect(read(once.data).data).toBe(once.data);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each(['', ' ', 'a ', '\u3000a', '\u00a0a', 'a\u00a0', 'two\nlines', 'two\u2028lines', 'a\n'])(
    'is not %j',
    (text) => {
      expect(fits(text)).toBe(false);
    },
  );

  test.each(['\u0000', '\u001b', '\u007f', '\u0082', '\u0085', '\u009f'])('holds no control character: %j', (text) => {
    expect([fits(text), fits(`a${text}b`), fits(`a${text}`)]).toEqual([false, false, false]);
  });

  test.each([
    ['soft hyphen', '\u00ad'],
    ['zero-width space', '\u200b'],
    ['zero-width non-joiner', '\u200c'],
    ['zero-width joiner', '\u200d'],
    ['left-to-right mark', '\u200e'],
    ['right-to-left override', '\u202e'],
    ['bidi isolate', '\u2066'],
    ['Arabic letter mark', '\u061c'],
    ['word joiner', '\u2060'],
    ['byte order mark', '\ufeff'],
    ['variation selector', '\ufe0f'],
    ['supplementary variation selector', '\u{e0100}'],
    ['combining grapheme joiner', '\u034f'],
    ['Hangul filler', '\u3164'],
    ['Mongolian vowel separator', '\u180e'],
    ['interlinear annotation', '\ufff9'],
    ['tag', '\u{e0041}'],
    ['musical format character', '\u{1d173}'],
  ])('holds nothing that is not seen: %s', (_what, character) => {
    for (const text of [character, `a${character}b`, `a${character}`, `${character}a`]) expect(fits(text)).toBe(false);
  });

  test.each([
    '👩\u200d',
    '👩\u200da',
    'a\u200d👩',
    '\u200d👩',
    '👩\u200d\u200d👩',
    '❤\ufe0f\ufe0f',
    'a\ufe0f',
    '1\ufe0f',
  ])('holds joiners only within an emoji: %j', (text) => {
    expect(fits(text)).toBe(false);
  });

  test('has at most 100 characters, as typed and in its one form', () => {
    expect(fits('e\u0301'.repeat(50))).toBe(true);
    expect(fits('e\u0301'.repeat(51))).toBe(false);
    // Some grow.
    expect(fits('\ufb2c'.repeat(40))).toBe(false);
  });
});
