import { expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { fitsWildcard, parseWildcard } from '../../../../functions/shared/events/domain/event-pattern/wildcard.ts';

function fits(source: string, text: string): boolean {
  const parsed = parseWildcard(source);
  if (parsed.kind === 'refused') throw new Error(parsed.message);
  return fitsWildcard(parsed.wildcard, text);
}

/** Few characters, so that pieces repeat and overlap. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '\\'), maxLength: 12 });

test('fits what the regular expression of the same meaning fits', () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), text, (pieces, sample) => {
      const known = pieces.filter((piece, index) => piece !== '' || index === 0 || index === pieces.length - 1);
      const source = known.map((piece) => piece.replaceAll(/[*\\]/g, '\\$&')).join('*');
      fc.pre(!source.startsWith('**') && !source.endsWith('**') && source !== '**');
      const expression = new RegExp(`^${known.map((piece) => piece.replaceAll(/[*\\]/g, '\\$&')).join('.*')}$`, 's');
      expect(fits(source, sample)).toBe(expression.test(sample));
    }),
    { numRuns: 2_000 },
  );
});

test.each([
  ['**', 'two consecutive'],
  ['a**b', 'two consecutive'],
  ['a\\b', 'invalid escape'],
  ['a\\', 'invalid escape'],
])('refuses %s', (source, why) => {
  expect(parseWildcard(source)).toEqual({ kind: 'refused', message: expect.stringContaining(why) });
});

test.each([`*${'a'.repeat(1_000)}b*`, `*${'ab'.repeat(400)}aa*`, `*${'a*b'.repeat(300)}c`, `*b${'a'.repeat(1_000)}*`])(
  'looks at each character of a text a few times at most, whatever the wildcard',
  (source) => {
    const length = 5_000;
    const looks = jest.spyOn(String.prototype, 'charCodeAt');
    try {
      expect(fits(source, 'a'.repeat(length))).toBe(false);
      expect(looks.mock.calls.length).toBeLessThan(5 * length);
    } finally {
      looks.mockRestore();
    }
  },
);
