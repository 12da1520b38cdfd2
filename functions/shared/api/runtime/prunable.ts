import type * as z from 'zod';

type Path = readonly PropertyKey[];
type Member = Readonly<{ path: Path; parent: object; key: PropertyKey }>;

/** JSON from which wrong members can be removed, while the original place of the rest is known. */
export type Prunable = Readonly<{
  json: unknown;
  /** Removes the subjects of the issues: each the deepest existing member on its path. */
  prune: (issues: readonly z.core.$ZodIssue[]) => void;
  /** The removed members, except for items of lists and those below, since other items have taken their places. */
  leftOut: () => readonly Path[];
  /** The original place of a remaining value, before items of lists were removed. */
  locate: (path: string) => string;
}>;

export function prunable(body: unknown): Prunable {
  const json: unknown = structuredClone(body);
  /** For each list with removed items: the original places of those that are left. */
  const places = new Map<unknown, readonly number[]>();
  const pruned: Path[] = [];

  function dropItems(list: unknown[], keys: ReadonlySet<PropertyKey>): void {
    const left = [...list.keys()].filter((index) => !keys.has(index));
    const before = places.get(list);
    places.set(
      list,
      left.map((index) => before?.[index] ?? index),
    );
    list.splice(0, list.length, ...left.map((index): unknown => list[index]));
  }

  return {
    json,
    prune(issues) {
      const members = issues
        .flatMap(pathsOf)
        .map((path) => deepestMember(json, path))
        .filter((member) => member !== undefined);
      for (const [parent, dropped] of Map.groupBy(members, (member) => member.parent)) {
        if (Array.isArray(parent)) dropItems(parent, new Set(dropped.map(({ key }) => key)));
        else for (const { key } of dropped) Reflect.deleteProperty(parent, key);
      }
      pruned.push(...members.map(({ path }) => path));
    },
    leftOut: () => pruned.filter((path) => path.every((key) => typeof key !== 'number')),
    locate(path) {
      let value = json;
      const segments = path.split('.').map((segment) => {
        const place = places.get(value)?.[Number(segment)];
        value = memberOf(value, segment);
        return place === undefined ? segment : String(place);
      });
      return segments.join('.');
    },
  };
}

const pathsOf = (issue: z.core.$ZodIssue): readonly Path[] =>
  issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];

/** The deepest existing member on the path: for a missing member, its parent. */
function deepestMember(json: unknown, path: Path): Member | undefined {
  let found: Member | undefined;
  let value = json;
  for (const [depth, key] of path.entries()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) break;
    found = { path: path.slice(0, depth + 1), parent: value, key };
    value = memberOf(value, key);
  }
  return found;
}

export const hasMember = (value: unknown, path: Path): boolean => path.reduce(memberOf, value) !== undefined;

/** A copy without one member. */
export function withoutMember(value: unknown, path: Path): unknown {
  const copy: unknown = structuredClone(value);
  const parent = path.slice(0, -1).reduce(memberOf, copy);
  if (typeof parent === 'object' && parent !== null) Reflect.deleteProperty(parent, path.at(-1) ?? '');
  return copy;
}

const memberOf = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
