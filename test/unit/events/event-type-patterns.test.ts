import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  eventTypePattern,
  matchesPattern,
  patternsMatching,
  reducePatterns,
  subsumes,
} from '../../../functions/shared/events/domain/event-type-patterns.ts';

/** Few names, so that patterns meet often. */
const part = fc.constantFrom('a', 'b', 'ab', '_', '-');
const eventType = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
const pattern = fc.oneof(
  fc.constant('*'),
  eventType,
  eventType.map((type) => `${type}.*`),
);

test.each(['*', 'a', 'a.b', 'a.*', 'hit-1.detected_2.*'])('%s is a pattern', (text) => {
  expect(eventTypePattern.safeParse(text).success).toBe(true);
});

test.each(['', '.*', 'a.', 'a*', '*.a', 'a.*.b', 'a..b', 'a b', 'a.**', `${'a'.repeat(129)}.*`])(
  '"%s" is no pattern',
  (text) => {
    expect(eventTypePattern.safeParse(text).success).toBe(false);
  },
);

test("the names of Posthorn's results stay beside wildcards, which do not mean them", () => {
  expect(reducePatterns(['*', 'delivery.*', 'hit.detected', 'delivery.exhausted'])).toEqual([
    '*',
    'delivery.exhausted',
  ]);
});

describe('laws', () => {
  test('what one pattern subsumes, it matches', () => {
    fc.assert(
      fc.property(pattern, pattern, eventType, (wide, narrow, type) => {
        if (subsumes(wide, narrow) && matchesPattern(narrow, type)) expect(matchesPattern(wide, type)).toBe(true);
      }),
    );
  });

  test('subsuming is an order', () => {
    fc.assert(
      fc.property(pattern, pattern, pattern, (one, two, three) => {
        expect(subsumes(one, one)).toBe(true);
        if (subsumes(one, two) && subsumes(two, one)) expect(one).toBe(two);
        if (subsumes(one, two) && subsumes(two, three)) expect(subsumes(one, three)).toBe(true);
      }),
    );
  });

  test('reduced patterns match the same types, each by one pattern alone', () => {
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 12 }), eventType, (patterns, type) => {
        const matching = reducePatterns(patterns).filter((one) => matchesPattern(one, type));
        expect(matching).toHaveLength(patterns.some((one) => matchesPattern(one, type)) ? 1 : 0);
      }),
    );
  });

  test('a type is looked up under exactly the patterns that match it', () => {
    fc.assert(
      fc.property(pattern, eventType, (one, type) => {
        expect(patternsMatching(type).includes(one)).toBe(matchesPattern(one, type));
      }),
    );
  });
});
