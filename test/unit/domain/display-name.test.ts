import { describe, expect, test } from '@jest/globals';
import { displayName } from '../../../functions/shared/domain/display-name.ts';

const fits = (text: string) => displayName.safeParse(text).success;

describe('a name', () => {
  test.each(['A', 'Production alerts', 'Grüße', '警报', '👩‍🚀 in orbit', 'a\u00a0b', 'a\ufeffb'])(
    'may be %j',
    (text) => {
      expect(fits(text)).toBe(true);
    },
  );

  test.each(['', ' ', 'a ', '\u3000a', '\ufeffa', 'two\nlines', 'two\u2028lines', 'a\n'])('is not %j', (text) => {
    expect(fits(text)).toBe(false);
  });

  test.each(['\u0000', '\u001b', '\u007f', '\u0082', '\u0085', '\u009f'])('holds no control character: %j', (text) => {
    expect([fits(text), fits(`a${text}b`), fits(`a${text}`)]).toEqual([false, false, false]);
  });
});
