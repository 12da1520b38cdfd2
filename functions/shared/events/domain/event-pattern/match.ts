import { isJsonArray, isJsonObject, type JsonValue } from '../../../platform/domain/json.ts';
import type { JsonObject } from '../../../platform/domain/merge-patch.ts';
import { fits } from './condition.ts';
import type { EventPattern, Field } from './pattern.ts';
import type { Scalar } from './value-test.ts';

/** `undecided`: the event has too many values for the pattern to be tried on all of them. */
export type MatchVerdict = 'match' | 'no_match' | 'undecided';

/** Most steps of one match, of some ten nanoseconds each. Enough for a list of 20,000 objects and a condition on one of their members. */
const maxSteps = 100_000;

/**
 * Most steps of all patterns for one event together: some 0.1 s of a processor, so that a space with a thousand filters
 * and largest events does not delay a batch of ten. Enough for a thousand filters of 5,000 steps each.
 */
const maxStepsPerEvent = 5_000_000;

/** Characters of a text that are compared in about one step. */
const charactersPerStep = 32;

/** Whether an event matches a pattern, with EventBridge's rules. Takes a bounded time for any pattern and event. */
export function matchPattern(pattern: EventPattern, event: JsonValue): MatchVerdict {
  return matcherFor(event)(pattern);
}

/** Matches an event against one pattern after the other, in bounded time for all of them together. */
export function matcherFor(event: JsonValue): (pattern: EventPattern) => MatchVerdict {
  let stepsLeft = maxStepsPerEvent;
  return (pattern) => {
    if (stepsLeft <= 0) return 'undecided';
    const search = new Search(Math.min(maxSteps, stepsLeft));
    const found = pattern.some((fields) => search.fits(event, { fields, depth: 0, wanted: undefined }));
    stepsLeft -= search.stepsTaken;
    if (search.isExhausted) return 'undecided';
    return found ? 'match' : 'no_match';
  };
}

/** The fields to be found in a part of the event. */
type Task = Readonly<{
  /** In the order of their paths; their first `depth` steps lead to the part. */
  fields: readonly Field[];
  depth: number;
  /** The field that must not be absent here, though its condition may allow it. */
  wanted: Field | undefined;
}>;

type Member = Readonly<{ name: string; value: JsonValue; depth: number }>;

/**
 * Fields within one list must be found within one element of it; values directly in the list are not bound to an
 * element. A field is absent if no value of it is within the elements that were chosen for the fields before it. So the
 * first field that occurs anywhere in a list chooses the element, and those before it occur nowhere in the list.
 */
class Search {
  readonly #allowed: number;
  #stepsLeft: number;

  constructor(allowed: number) {
    this.#allowed = allowed;
    this.#stepsLeft = allowed;
  }

  get stepsTaken(): number {
    return this.#allowed - Math.max(0, this.#stepsLeft);
  }

  get isExhausted(): boolean {
    return this.#stepsLeft <= 0;
  }

  fits(part: JsonValue, task: Task): boolean {
    if (isJsonArray(part)) return this.#fitsList(part, task);
    return isJsonObject(part) ? this.#fitsObject(part, task) : this.#fitsScalar(part, task);
  }

  #fitsScalar(value: Scalar, task: Task): boolean {
    return task.fields.every((field) =>
      endsHere(field, task.depth) ? this.#accepts(field, value) : mayBeAbsent(field, task),
    );
  }

  #fitsObject(part: JsonObject, task: Task): boolean {
    const { depth, wanted } = task;
    const tasks = new Map<string, Member & Readonly<{ fields: Field[] }>>();
    for (const field of task.fields) {
      const members = this.#leadingMembers(part, { field, depth });
      const [member] = members;
      if (member === undefined) {
        if (!mayBeAbsent(field, task)) return false;
      } else if (members.length > 1) {
        if (!this.#fitsOneOf(members, { ...task, fields: [field] })) return false;
      } else {
        const known = tasks.get(member.name);
        if (known) known.fields.push(field);
        else tasks.set(member.name, { ...member, fields: [field] });
      }
    }
    for (const { value, ...within } of tasks.values()) if (!this.fits(value, { ...within, wanted })) return false;
    return true;
  }

  /** If names have dots, several may form one path, such as `a.b`, and `a` with `b`: any of them may have the value. */
  #fitsOneOf(members: readonly Member[], task: Task): boolean {
    const [wanted] = task.fields;
    return members.some(({ value, depth }) => this.fits(value, { ...task, depth, wanted }));
  }

  #fitsList(list: readonly JsonValue[], task: Task): boolean {
    const [first, ...others] = task.fields;
    if (first && endsHere(first, task.depth)) {
      const wanted = task.wanted === first ? undefined : task.wanted;
      const isDirect = this.#someOf(list, (item) => isScalar(item) && this.#accepts(first, item));
      if (isDirect && this.#fitsElement(list, { ...task, fields: others, wanted })) return true;
    }
    return this.#fitsElement(list, task);
  }

  #fitsElement(list: readonly JsonValue[], task: Task): boolean {
    const { depth } = task;
    const chooser = task.fields.findIndex((field) => this.#occurs(list, { field, depth }));
    const [before, fields] =
      chooser < 0 ? [task.fields, []] : [task.fields.slice(0, chooser), task.fields.slice(chooser)];
    if (!before.every((field) => mayBeAbsent(field, task))) return false;
    const [wanted] = fields;
    return (
      wanted === undefined ||
      this.#someOf(list, (item) => !isScalar(item) && this.fits(item, { fields, depth, wanted }))
    );
  }

  /** A result without steps left does not count, so the rest of a long list is skipped. */
  #someOf(list: readonly JsonValue[], test: (item: JsonValue) => boolean): boolean {
    return list.some((item) => this.isExhausted || test(item));
  }

  /** Whether the field has any value within the part. */
  #occurs(part: JsonValue, { field, depth }: Readonly<{ field: Field; depth: number }>): boolean {
    if (!this.#spend(1)) return false;
    if (isJsonArray(part)) return this.#someOf(part, (item) => this.#occurs(item, { field, depth }));
    if (!isJsonObject(part)) return endsHere(field, depth);
    return this.#members(part, { field, depth }).some((member) =>
      this.#occurs(member.value, { field, depth: member.depth }),
    );
  }

  /** The members that the field may be within: of several, those in which it occurs. */
  #leadingMembers(part: JsonObject, at: Readonly<{ field: Field; depth: number }>): readonly Member[] {
    const members = this.#members(part, at);
    if (members.length < 2) return members;
    return members.filter(({ value, depth }) => this.#occurs(value, { field: at.field, depth }));
  }

  /** The members with which the field's path continues: usually one at most, but a name may contain dots. */
  #members(part: JsonObject, { field, depth }: Readonly<{ field: Field; depth: number }>): readonly Member[] {
    const members: Member[] = [];
    let name = '';
    for (let end = depth + 1; end <= field.steps.length; end += 1) {
      const step = field.steps[end - 1] ?? '';
      name = end === depth + 1 ? step : `${name}.${step}`;
      if (!this.#spend(1 + name.length / charactersPerStep)) return [];
      const value = Object.hasOwn(part, name) ? part[name] : undefined;
      if (value !== undefined) members.push({ name, value, depth: end });
    }
    return members;
  }

  #accepts({ condition }: Field, value: Scalar): boolean {
    const perTest = typeof value === 'string' ? 1 + value.length / charactersPerStep : 1;
    return this.#spend(1 + condition.tests.length * perTest) && fits(condition, value);
  }

  #spend(steps: number): boolean {
    this.#stepsLeft -= steps;
    return !this.isExhausted;
  }
}

const endsHere = (field: Field, depth: number): boolean => field.steps.length === depth;

const mayBeAbsent = (field: Field, { wanted }: Task): boolean => field !== wanted && field.condition.absence;

const isScalar = (value: JsonValue): value is Scalar => typeof value !== 'object' || value === null;
