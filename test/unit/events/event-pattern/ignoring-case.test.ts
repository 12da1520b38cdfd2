import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  caseless,
  endsIgnoringCase,
  equalsIgnoringCase,
  startsIgnoringCase,
} from '../../../../functions/shared/events/domain/event-pattern/ignoring-case.ts';

/** The first two planes, which hold every letter that has two cases. */
const everyCharacter = Array.from({ length: 0x20000 }, (_, code) => code)
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));

test('of one character no way to write it begins or ends with the other, so that the first that is there is the one', () => {
  const doubtful = everyCharacter.flatMap((character) => {
    const [way = '', other] = caseless(character).flat();
    const overlaps = (one: string, two: string) => one.startsWith(two) || one.endsWith(two);
    return other !== undefined && (overlaps(way, other) || overlaps(other, way)) ? [character] : [];
  });
  expect(doubtful).toEqual([]);
});

const letters = fc.string({ unit: fc.constantFrom('a', 'B', 'ß', 's', 'S', 'İ', 'ς', 'Σ', '😀', '𐐀', '.') });

test('finds a text in upper and lower case as a whole, at the beginning and at the end', () => {
  fc.assert(
    fc.property(letters, letters, (sought, other) => {
      const ways = caseless(sought);
      for (const written of [
        [...sought].map((each) => each.toUpperCase()),
        [...sought].map((each) => each.toLowerCase()),
      ]) {
        const text = written.join('');
        expect(equalsIgnoringCase(ways, text)).toBe(true);
        expect(startsIgnoringCase(ways, text + other)).toBe(true);
        expect(endsIgnoringCase(ways, other + text)).toBe(true);
        expect(equalsIgnoringCase(ways, `${text}.`)).toBe(false);
      }
    }),
  );
});
