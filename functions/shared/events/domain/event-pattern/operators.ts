import { isJsonArray, isJsonObject, type JsonValue } from '../../../platform/domain/json.ts';
import type { JsonObject } from '../../../platform/domain/merge-patch.ts';
import { numericTest } from './numeric-test.ts';
import { type Place, refuse, within } from './place.ts';
import {
  endsCaseless,
  endsWith,
  equalsCaseless,
  fitsWildcardText,
  isWithinNetwork,
  type MadeTest,
  type Scalar,
  startsCaseless,
  startsWith,
  type TextTest,
  type ValueTest,
} from './value-test.ts';

/** `absence` is the condition of `{"exists": false}`, which no value passes. */
export type Operator = ValueTest | 'absence';

type Reader<Read> = (operand: JsonValue, place: Place) => Read | undefined;

/** Parses an operator with its argument, such as `{"prefix": "eu-"}`. */
export const readOperator = (expression: JsonObject, place: Place): Operator | undefined =>
  readMember(operators, { expression, place });

/** The arguments of `anything-but`. */
const negated: Readonly<Record<string, Reader<ValueTest>>> = {
  prefix: texts(nonEmpty(startsWith)),
  suffix: texts(nonEmpty(endsWith)),
  'equals-ignore-case': texts(equalsCaseless),
  wildcard: texts(fitsWildcardText),
};

const operators: Readonly<Record<string, Reader<Operator>>> = {
  prefix: affix(startsWith, startsCaseless),
  suffix: affix(endsWith, endsCaseless),
  'equals-ignore-case': text(equalsCaseless),
  wildcard: text(fitsWildcardText),
  cidr: text(isWithinNetwork),
  numeric: (operand, place) =>
    isJsonArray(operand) ? made(numericTest(operand), place) : refuse(place, 'must be a list such as [">", 0]'),
  exists: (operand, place) => {
    if (typeof operand !== 'boolean') return refuse(place, 'must be true or false');
    return operand ? () => true : 'absence';
  },
  'anything-but': (operand, place) =>
    isJsonObject(operand) ? not(readMember(negated, { expression: operand, place })) : anythingBut(operand, place),
};

/** Parses an object that has one member, with the parser of that name. */
function readMember<Read>(
  readers: Readonly<Record<string, Reader<Read>>>,
  { expression, place }: Readonly<{ expression: JsonObject; place: Place }>,
): Read | undefined {
  const known = Object.keys(readers).join(', ');
  const [member, ...others] = Object.entries(expression);
  if (member === undefined || others.length > 0) return refuse(place, `must have exactly one of ${known}`);
  const [name, operand] = member;
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  const placeOfMember = within(place, name);
  return read ? read(operand, placeOfMember) : refuse(placeOfMember, `must be one of ${known}`);
}

function text(test: TextTest): Reader<ValueTest> {
  return (operand, place) =>
    typeof operand === 'string' ? made(test(operand), place) : refuse(place, 'must be a string');
}

/** A string, or `equals-ignore-case` with one. */
function affix(exact: TextTest, caseless: TextTest): Reader<ValueTest> {
  const readers = { 'equals-ignore-case': text(caseless) };
  return (operand, place) =>
    isJsonObject(operand) ? readMember(readers, { expression: operand, place }) : text(exact)(operand, place);
}

/** A string or a list of strings, of which one must match. */
function texts(test: TextTest): Reader<ValueTest> {
  return (operand, place) => {
    if (!isJsonArray(operand)) return text(test)(operand, place);
    if (operand.length === 0) return refuse(place, 'must have at least one string');
    const tests = operand.map((each, index) => text(test)(each, within(place, index)));
    return (value) => tests.some((fits) => fits?.(value));
  };
}

function nonEmpty(test: TextTest): TextTest {
  return (sought) =>
    sought === '' ? { kind: 'refused', message: 'must not be empty: it would exclude every string' } : test(sought);
}

const not = (test: ValueTest | undefined): ValueTest | undefined => test && ((value) => !test(value));

/** Strings or numbers, not both; a value of another type always passes. */
function anythingBut(operand: JsonValue, place: Place): ValueTest | undefined {
  const list = isJsonArray(operand) ? operand : [operand];
  const types = new Set(list.map((each) => typeof each));
  if (types.size !== 1 || !(types.has('string') || types.has('number'))) {
    return refuse(place, 'must be a string, a number, a list of strings, a list of numbers, or an operator');
  }
  const values: ReadonlySet<JsonValue> = new Set(list);
  return (value: Scalar) => !values.has(value);
}

function made(result: MadeTest, place: Place): ValueTest | undefined {
  return result.kind === 'test' ? result.test : refuse(place, result.message);
}
