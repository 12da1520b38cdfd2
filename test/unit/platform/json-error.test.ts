import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonValue } from '../../../functions/shared/platform/domain/json.ts';
import { findJsonError } from '../../../functions/shared/platform/domain/json-error.ts';

const parsed = (text: string): JsonValue => JSON.parse(text);
const nested = (depth: number) => parsed(`${'['.repeat(depth)}${']'.repeat(depth)}`);

test.each([
  ['a lone surrogate', '{"a":["\\ud800"]}', 'a.0'],
  ['a member name that is no Unicode', '{"a":{"\\udfff":1}}', 'a'],
  ['a member that would reach a prototype', '{"a":{"__proto__":1}}', 'a'],
  ['a number too large', '[1e400]', '0'],
])('finds %s', (_what, text, path) => {
  expect(findJsonError(parsed(text))).toMatchObject({ path });
});

test('finds what is nested too deep, however deep', () => {
  expect(findJsonError(nested(65))).toBeUndefined();
  expect(findJsonError(nested(66))).toMatchObject({ message: expect.stringContaining('deeper than 64') });
  expect(findJsonError(nested(100_000))).toMatchObject({ message: expect.stringContaining('deeper than 64') });
});

test('finds nothing wrong with ordinary JSON', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      fc.pre(!text.includes('__proto__'));
      expect(findJsonError(parsed(text))).toBeUndefined();
    }),
  );
});
