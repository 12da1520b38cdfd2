import type { JsonValue } from '../../../platform/domain/json.ts';
import { matchPattern } from './match.ts';
import type { Alternative, EventPattern, Field } from './pattern.ts';

/** Why an event does not match: a field by its path, or the event as a whole. */
export type Misfit = Readonly<{ path: string; message: string }>;

/** Where an event fails to match: in the alternative with the fewest mismatches. */
export function misfitsOf(pattern: EventPattern, event: JsonValue): readonly Misfit[] {
  // Alternatives share fields, and each field is tried once.
  const failures = new Set([...new Set(pattern.flat())].filter((field) => !fitsAlone(field, event)));
  const failing = pattern.map((fields) => fields.filter((field) => failures.has(field)));
  const nearest = failing.reduce<Alternative>(
    (best, fields) => (fields.length < best.length ? fields : best),
    failing[0] ?? [],
  );
  if (nearest.length > 0) return nearest.map((field) => ({ path: field.path, message: whyNot(field, event) }));
  return [
    { path: '', message: 'Each field matches on its own, but no single element of an array matches all of them.' },
  ];
}

const fitsAlone = (field: Field, event: JsonValue): boolean => matchPattern([[field]], event) === 'match';

function whyNot(field: Field, event: JsonValue): string {
  if (!isThere(field, event)) return 'does not exist';
  const { values, tests } = field.condition;
  return values.size + tests.length === 0 ? 'must not exist' : 'has no value that the filter accepts';
}

/** Only values count: a field that holds an object or an empty list is absent. */
function isThere({ path, steps }: Field, event: JsonValue): boolean {
  const anyValue = { values: new Set<never>(), tests: [() => true], absence: false };
  return matchPattern([[{ path, steps, condition: anyValue }]], event) === 'match';
}
