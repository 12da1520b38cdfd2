import type { JsonValue } from './json.ts';
import type { JsonError } from './json-error.ts';

/** An integer on the bus has 64 bits with its sign (EventBridge API, PutEvents). A double of this size is written as more. */
const firstTooLarge = 2 ** 63;

/** From here on a number is written with an exponent, so it is not read as an integer (ECMA-262, Number::toString). */
const firstWithExponent = 1e21;

/** Whether JSON of the number is an integer that the bus does not take. */
export function exceedsBusInteger(number: number): boolean {
  const size = Math.abs(number);
  return size >= firstTooLarge && size < firstWithExponent;
}

/** Every integer in a value that the bus does not take. The value must not be nested deeper than recursion goes. */
export function findLargeIntegers(value: JsonValue, path: string): readonly JsonError[] {
  if (typeof value === 'number') return exceedsBusInteger(value) ? [{ path, message }] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, child]) => findLargeIntegers(child, `${path}.${name}`));
}

const message = 'must be an integer of at most 64 bits, the limit of the bus: send larger ones as strings';
