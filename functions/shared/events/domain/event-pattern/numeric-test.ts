import type { JsonValue } from '../../../platform/domain/json.ts';
import type { MadeTest } from './value-test.ts';

type Bound = (value: number) => boolean;

const lower: Readonly<Record<string, (limit: number) => Bound>> = {
  '>': (limit) => (value) => value > limit,
  '>=': (limit) => (value) => value >= limit,
};

const upper: Readonly<Record<string, (limit: number) => Bound>> = {
  '<': (limit) => (value) => value < limit,
  '<=': (limit) => (value) => value <= limit,
};

const single: typeof lower = { ...lower, ...upper, '=': (limit) => (value) => value === limit };

const form = 'must be a comparison such as ["=", 5], ["<", 10] or [">", 0, "<=", 5], the lower bound first';

/** Makes a test of comparisons such as `[">", 0, "<=", 5]`. Numbers are IEEE 754 doubles, as in events. */
export function numericTest(comparison: readonly JsonValue[]): MadeTest {
  const [sign, limit, otherSign, otherLimit] = comparison;
  if (comparison.length === 2) return test(bound(single, sign, limit), unbounded);
  if (comparison.length !== 4) return refuse(form);
  if (typeof limit === 'number' && typeof otherLimit === 'number' && limit >= otherLimit) {
    return refuse('must have a lower bound that is less than the upper one');
  }
  return test(bound(lower, sign, limit), bound(upper, otherSign, otherLimit));
}

function bound(signs: typeof lower, sign: JsonValue | undefined, limit: JsonValue | undefined): Bound | undefined {
  if (typeof sign !== 'string' || typeof limit !== 'number' || !Object.hasOwn(signs, sign)) return undefined;
  return signs[sign]?.(limit);
}

function test(first: Bound | undefined, second: Bound | undefined): MadeTest {
  if (first === undefined || second === undefined) return refuse(form);
  return { kind: 'test', test: (value) => typeof value === 'number' && first(value) && second(value) };
}

const unbounded: Bound = () => true;

const refuse = (message: string): MadeTest => ({ kind: 'refused', message });
