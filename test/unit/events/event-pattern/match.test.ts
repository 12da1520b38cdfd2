import { describe, expect, test } from '@jest/globals';
import { maxEventBytes } from '../../../../functions/shared/events/domain/event.ts';
import { matcherFor, matchPattern } from '../../../../functions/shared/events/domain/event-pattern/match.ts';
import { misfitsOf } from '../../../../functions/shared/events/domain/event-pattern/misfits.ts';
import { parsePattern } from '../../../../functions/shared/events/domain/event-pattern/pattern.ts';
import type { JsonValue } from '../../../../functions/shared/platform/domain/json.ts';

function compile(source: JsonValue) {
  const parsed = parsePattern(source);
  if (parsed.kind === 'invalid') throw new Error(JSON.stringify(parsed.errors));
  return parsed.pattern;
}
const match = (source: JsonValue, event: JsonValue) => matchPattern(compile(source), event);

const many = <T>(length: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length }, (_, index) => make(index));
/** As many values as an event of the largest size can hold. */
const fullList = many(maxEventBytes / 2, (index) => index % 10);

describe('a match', () => {
  test('decides a condition on a list of 20,000 objects', () => {
    const list = many(20_000, (index) => ({ x: index, y: 'y' }));
    expect(match({ a: { x: [{ numeric: ['=', 19_999] }] } }, { a: list })).toBe('match');
    expect(match({ a: { x: [{ numeric: ['>', 20_000] }] } }, { a: list })).toBe('no_match');
  });

  test('ends undecided when many operators meet very many values', () => {
    const operators = many(100, (index) => ({ numeric: ['>', 10 + index] }));
    expect(match({ a: operators }, { a: fullList })).toBe('undecided');
    expect(match({ a: many(100, (index) => ({ wildcard: `*${index}` })) }, { a: 'a'.repeat(200_000) })).toBe(
      'undecided',
    );
  });

  test('ends undecided for all filters that are left when those before have taken too long', () => {
    const costly = compile({ a: many(100, (index) => ({ numeric: ['>', 10 + index] })) });
    const cheap = compile({ b: [1] });
    const match = matcherFor({ a: fullList, b: 1 });
    expect(match(cheap)).toBe('match');
    expect(many(49, () => match(costly)).every((verdict) => verdict === 'undecided')).toBe(true);
    expect(match(cheap)).toBe('match');
    match(costly);
    expect(match(cheap)).toBe('undecided');
    expect(matchPattern(cheap, { b: 1 })).toBe('match');
  });

  test('ends undecided when it has found what fits too late', () => {
    const operators = many(100, (index) => ({ numeric: ['>', 10 + index] }));
    expect(match({ a: operators }, { a: [...fullList, 1_000] })).toBe('undecided');
    expect(match({ a: [{ exists: false }], b: operators }, { b: fullList })).toBe('undecided');
  });

  test('does not try every element of one list with every element of another', () => {
    const list = many(2_000, (index) => ({ x: 1, y: index }));
    const event = { a: list, b: list, c: list, d: list };
    const ofList = { x: [1], y: [{ numeric: ['>=', 0] }] };
    expect(match({ a: ofList, b: ofList, c: ofList, d: { x: [2] } }, event)).toBe('no_match');
    expect(match({ a: ofList, b: ofList, c: ofList, d: { y: [1_999] } }, event)).toBe('match');
  });

  test('does not try every way through nested lists that hold values and lists', () => {
    const nested = (depth: number): JsonValue => (depth === 0 ? ['x'] : ['x', nested(depth - 1), nested(depth - 1)]);
    expect(match({ a: ['x'], 'a.b': [{ exists: false }], 'a.c': [1] }, { a: [nested(8), { c: 2 }] })).toBe('no_match');
  });

  test('takes bounded steps for the longest paths through names with dots', () => {
    const steps = many(64, () => 'a');
    const event = steps.reduce<JsonValue>((inner) => ({ a: inner, 'a.a': inner }), 1);
    expect(['match', 'undecided']).toContain(match({ [steps.join('.')]: [1] }, event));
  });
});

describe('the misfits of an event', () => {
  const misfits = (source: JsonValue, event: JsonValue) => misfitsOf(compile(source), event);

  test('is each field that comes short, with its path', () => {
    const pattern = { data: { a: [1], b: [2], c: [{ exists: false }], d: [4] }, title: [{ prefix: 'x' }] };
    expect(misfits(pattern, { data: { a: 2, c: 1, d: 4 }, title: 'y' })).toEqual([
      { path: 'data.a', message: 'has no value that the filter accepts' },
      { path: 'data.b', message: 'does not exist' },
      { path: 'data.c', message: 'must not exist' },
      { path: 'title', message: 'has no value that the filter accepts' },
    ]);
  });

  test('is of the alternative that the event comes nearest to', () => {
    const pattern: JsonValue = { $or: [{ a: [1], b: [1] }, { c: [1] }] };
    expect(misfits(pattern, { c: 2 })).toEqual([{ path: 'c', message: 'has no value that the filter accepts' }]);
    expect(misfits(pattern, { b: 1 })).toEqual([{ path: 'a', message: 'does not exist' }]);
  });

  test('is the event as a whole when no single element fits all', () => {
    expect(misfits({ a: { x: [1], y: [2] } }, { a: [{ x: 1 }, { y: 2 }] })).toEqual([
      { path: '', message: expect.stringContaining('single element') },
    ]);
  });
});
