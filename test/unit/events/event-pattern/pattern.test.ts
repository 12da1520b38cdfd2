import { expect, test } from '@jest/globals';
import { maxAlternatives, parsePattern } from '../../../../functions/shared/events/domain/event-pattern/pattern.ts';
import type { JsonValue } from '../../../../functions/shared/platform/domain/json.ts';

const errorsOf = (source: JsonValue) => {
  const parsed = parsePattern(source);
  return parsed.kind === 'invalid' ? parsed.errors : [];
};

test.each<[JsonValue, (string | number)[], string]>([
  [5, [], 'must be an object of fields'],
  [{}, [], 'must name at least one field'],
  [{ a: { b: {} } }, ['a', 'b'], 'must name at least one field'],
  [{ a: 'x' }, ['a'], 'write ["x"]'],
  [{ a: [] }, ['a'], 'must have at least one value'],
  [{ a: [1, [2]] }, ['a', 1], 'not a list'],
  [
    { a: [1, {}] },
    ['a', 1],
    'must have exactly one of prefix, suffix, equals-ignore-case, wildcard, cidr, numeric, exists, anything-but',
  ],
  [{ a: [{ like: 'x' }] }, ['a', 0, 'like'], 'must be one of prefix, suffix'],
  [{ a: [{ constructor: 'x' }] }, ['a', 0, 'constructor'], 'must be one of prefix, suffix'],
  [{ a: [{ prefix: 'x', suffix: 'y' }] }, ['a', 0], 'must have exactly one of'],
  [{ a: [{ prefix: 5 }] }, ['a', 0, 'prefix'], 'must be a string'],
  [{ a: [{ prefix: { suffix: 'x' } }] }, ['a', 0, 'prefix', 'suffix'], 'must be one of equals-ignore-case'],
  [{ a: [{ wildcard: '**' }] }, ['a', 0, 'wildcard'], 'two consecutive'],
  [{ a: [{ exists: 'true' }] }, ['a', 0, 'exists'], 'must be true or false'],
  [{ a: [{ numeric: '>5' }] }, ['a', 0, 'numeric'], 'such as [">", 0]'],
  [{ a: [{ numeric: ['constructor', 5] }] }, ['a', 0, 'numeric'], 'lower bound first'],
  [{ a: [{ numeric: ['>', 5, '<', 5] }] }, ['a', 0, 'numeric'], 'less than the upper'],
  [{ a: [{ cidr: '10.0.0.1/32' }] }, ['a', 0, 'cidr'], 'give the address as a value'],
  [{ a: [{ cidr: '10.0.0.1' }] }, ['a', 0, 'cidr'], 'such as "10.0.0.0/8"'],
  [{ a: [{ 'anything-but': [1, 'x'] }] }, ['a', 0, 'anything-but'], 'a list of strings, a list of numbers'],
  [{ a: [{ 'anything-but': { prefix: ['x', ''] } }] }, ['a', 0, 'anything-but', 'prefix', 1], 'must not be empty'],
  [{ a: [{ 'anything-but': { prefix: [] } }] }, ['a', 0, 'anything-but', 'prefix'], 'at least one string'],
  [{ $or: [{ a: [1] }] }, ['$or'], 'at least two objects'],
  [{ b: { $or: [{ a: [1] }, 5] } }, ['b', '$or', 1], 'must be an object of fields'],
  [{ $or: [{ a: [1] }, { prefix: [1] }] }, ['$or', 1, 'prefix'], 'must not be named like an operator'],
  [{ a: { b: [1] }, 'a.b': [2] }, ['a.b'], 'must not be repeated'],
  [{ $or: [{ a: [1] }, { b: [1] }], b: [2] }, ['b'], 'must not be repeated'],
])('%j is refused, with the place and the remedy', (source, path, message) => {
  expect(errorsOf(source)).toContainEqual({ path, message: expect.stringContaining(message) });
});

test('reports all errors at once', () => {
  expect(errorsOf({ a: [], b: 'x', c: [{ prefix: 1 }] }).map(({ path }) => path)).toEqual([
    ['a'],
    ['b'],
    ['c', 0, 'prefix'],
  ]);
});

test('the same field may be in several branches, and in none beside them', () => {
  expect(errorsOf({ $or: [{ a: [1] }, { a: [2] }], b: [1] })).toEqual([]);
});

test('there is a bound to the ways through $or, which is found before they are walked', () => {
  const either = (name: string, count: number) => ({
    $or: Array.from({ length: count }, (_, index) => ({ [name]: [index] })),
  });
  expect(errorsOf({ x: either('a', maxAlternatives / 10), y: either('b', 10) })).toEqual([]);
  expect(errorsOf({ x: either('a', maxAlternatives / 10), y: either('b', 11) })).toEqual([
    { path: [], message: `must have at most ${maxAlternatives} combinations of its $or branches` },
  ]);
  const names = Array.from({ length: 60 }, (_, index) => `f${index}`);
  expect(errorsOf(Object.fromEntries(names.map((name) => [name, either('a', 2)])))).toHaveLength(1);
});
