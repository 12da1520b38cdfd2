import { isJsonArray, isJsonObject, type JsonValue } from '../../../platform/domain/json.ts';
import type { JsonPath } from '../../../platform/domain/json-path.ts';
import type { JsonObject } from '../../../platform/domain/merge-patch.ts';
import { type Condition, readCondition } from './condition.ts';
import { type Place, refuse, within } from './place.ts';

/** A field that a pattern names: its steps from the event's root, and its condition. */
export type Field = Readonly<{ path: string; steps: readonly string[]; condition: Condition }>;

/** Fields that must all match together, sorted by path as EventBridge visits them. */
export type Alternative = readonly Field[];

/** An EventBridge event pattern, ready to be matched: an event matches if it matches one alternative. */
export type EventPattern = readonly Alternative[];

type PatternError = Readonly<{ path: JsonPath; message: string }>;

export type ParsedPattern =
  | Readonly<{ kind: 'pattern'; pattern: EventPattern }>
  | Readonly<{ kind: 'invalid'; errors: readonly PatternError[] }>;

/** Most combinations of the `$or`s of one pattern; each is tried by itself. */
export const maxAlternatives = 100;

/** Names that EventBridge does not accept as fields within `$or`, since they could be operators (Event Ruler 2.1). */
const reservedNames: ReadonlySet<string> = new Set([
  ...['exactly', 'equals-ignore-case', 'prefix', 'suffix', 'anything-but', 'exists', 'wildcard', 'numeric', 'cidr'],
  ...['=', '<', '<=', '>', '>='],
  ...['regex', 'not-wildcard', 'not-equals-ignore-case'],
  ...['date-after', 'date-on-or-after', 'date-before', 'date-on-or-before', 'in-date-range'],
  ...['ip-address-in-range', 'ip-address-not-in-range'],
]);

/** Parses a pattern, and reports all its errors. */
export function parsePattern(source: JsonValue): ParsedPattern {
  const errors: PatternError[] = [];
  const place: Place = { path: [], report: (path, message) => errors.push({ path, message }) };
  const clauses = isJsonObject(source)
    ? readObject(source, { place, steps: [], taken: new Set(), inOr: false })
    : refuse(place, 'must be an object of fields');
  const pattern = clauses && combine(clauses, place);
  return pattern && errors.length === 0 ? { kind: 'pattern', pattern } : { kind: 'invalid', errors };
}

/** A part of a pattern that must match: a field, or one of several branches. */
type Clause =
  | Readonly<{ kind: 'field'; field: Field }>
  | Readonly<{ kind: 'or'; branches: readonly (readonly Clause[])[] }>;

type Scope = Readonly<{
  place: Place;
  steps: readonly string[];
  /** Paths that must not be given again. */
  taken: Set<string>;
  inOr: boolean;
}>;

function readObject(source: JsonObject, scope: Scope): readonly Clause[] {
  const { place, inOr } = scope;
  const members = Object.entries(source);
  if (members.length === 0) refuse(place, 'must name at least one field');
  return members.flatMap(([name, value]): readonly Clause[] => {
    const inside = { ...scope, place: within(place, name) };
    if (name === '$or') return readOr(value, inside);
    if (inOr && reservedNames.has(name)) refuse(inside.place, 'must not be named like an operator within $or');
    return readMember(value, { ...inside, steps: [...scope.steps, ...name.split('.')] });
  });
}

function readMember(value: JsonValue, scope: Scope): readonly Clause[] {
  if (isJsonObject(value)) return readObject(value, scope);
  if (isJsonArray(value)) return [{ kind: 'field', field: readField(value, scope) }];
  refuse(scope.place, `must be a list of values or an object of fields: write [${JSON.stringify(value)}]`);
  return [];
}

function readField(list: readonly JsonValue[], { place, steps, taken }: Scope): Field {
  const path = steps.join('.');
  if (taken.has(path)) refuse(place, `must not be repeated: put all values of ${path} in one list`);
  taken.add(path);
  return { path, steps, condition: readCondition(list, place) };
}

function readOr(value: JsonValue, scope: Scope): readonly Clause[] {
  const { place, taken } = scope;
  if (!isJsonArray(value) || value.length < 2) {
    refuse(place, 'must be a list of at least two objects');
    return [];
  }
  const readers = value.map((branch, index) => {
    const inside = { ...scope, place: within(place, index), taken: new Set(taken), inOr: true };
    if (isJsonObject(branch)) return { clauses: readObject(branch, inside), taken: inside.taken };
    refuse(inside.place, 'must be an object of fields');
    return { clauses: [], taken: inside.taken };
  });
  for (const branch of readers) for (const path of branch.taken) taken.add(path);
  return [{ kind: 'or', branches: readers.map(({ clauses }) => clauses) }];
}

/** All combinations of the branches, unless there are too many. */
function combine(clauses: readonly Clause[], place: Place): EventPattern | undefined {
  if (countWays(clauses) > maxAlternatives) {
    return refuse(place, `must have at most ${maxAlternatives} combinations of its $or branches`);
  }
  return waysThrough(clauses).map((fields) => fields.toSorted((one, other) => (one.path < other.path ? -1 : 1)));
}

const countWays = (clauses: readonly Clause[]): number =>
  clauses.reduce((ways, clause) => (clause.kind === 'field' ? ways : ways * countBranches(clause.branches)), 1);

const countBranches = (branches: readonly (readonly Clause[])[]): number =>
  branches.reduce((sum, branch) => sum + countWays(branch), 0);

const waysThrough = (clauses: readonly Clause[]): readonly (readonly Field[])[] =>
  clauses.reduce<readonly (readonly Field[])[]>(
    (ways, clause) => ways.flatMap((way) => waysOf(clause).map((more) => [...way, ...more])),
    [[]],
  );

const waysOf = (clause: Clause): readonly (readonly Field[])[] =>
  clause.kind === 'field' ? [[clause.field]] : clause.branches.flatMap(waysThrough);
