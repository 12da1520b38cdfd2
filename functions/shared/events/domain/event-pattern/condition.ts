import type { JsonValue } from '../../../platform/domain/json.ts';
import type { JsonObject } from '../../../platform/domain/merge-patch.ts';
import { readOperator } from './operators.ts';
import { type Place, refuse, within } from './place.ts';
import { isSameAddress, type Scalar, type ValueTest } from './value-test.ts';

/** The condition of a pattern on one field: a value matches if it is one of the values, or passes one of the tests. */
export type Condition = Readonly<{
  values: ReadonlySet<Scalar>;
  tests: readonly ValueTest[];
  /** Whether the field may be absent. */
  absence: boolean;
}>;

/** Parses the list that a pattern gives for a field. */
export function readCondition(list: readonly JsonValue[], place: Place): Condition {
  if (list.length === 0) refuse(place, 'must have at least one value');
  const values = new Set<Scalar>();
  const tests: ValueTest[] = [];
  let absence = false;
  for (const [index, item] of list.entries()) {
    const placeOfItem = within(place, index);
    const test = isScalar(item) ? addressTest(item) : readTest(item, placeOfItem);
    if (test === 'absence') absence = true;
    else if (test !== undefined) tests.push(test);
    else if (isScalar(item)) values.add(item);
  }
  return { values, tests, absence };
}

const isScalar = (value: JsonValue): value is Scalar => typeof value !== 'object' || value === null;

/** IP addresses match in any notation. */
const addressTest = (value: Scalar) => (typeof value === 'string' ? isSameAddress(value) : undefined);

const readTest = (item: JsonObject | readonly JsonValue[], place: Place) =>
  isList(item)
    ? refuse(place, 'must be a string, a number, true, false, null or an operator, not a list')
    : readOperator(item, place);

const isList = (item: JsonObject | readonly JsonValue[]): item is readonly JsonValue[] => Array.isArray(item);

/** Whether an existing value matches. */
export function fits({ values, tests }: Condition, value: Scalar): boolean {
  if (values.has(value)) return true;
  for (const test of tests) if (test(value)) return true;
  return false;
}
