import * as z from 'zod';
import { isJsonArray, isJsonObject, type JsonValue, jsonValue } from '../../platform/domain/json.ts';
import type { JsonPath } from '../../platform/domain/json-path.ts';
import type { JsonObject, JsonPatch } from '../../platform/domain/merge-patch.ts';
import type { Event } from './event.ts';
import { type MatchVerdict, matchPattern } from './event-pattern/match.ts';
import { type Misfit, misfitsOf } from './event-pattern/misfits.ts';
import { type EventPattern, parsePattern } from './event-pattern/pattern.ts';

/** Longest filter, in characters of JSON: that of an event pattern (EventBridge default quota). */
export const maxFilterLength = 2_048;

/** The fields of an event that a filter can match. */
const filteredFields = ['type', 'title', 'message', 'data', 'scorecard'] as const;

type FilterError = Readonly<{ path: JsonPath; message: string }>;

/** An EventBridge event pattern over an event's content, as a manager writes it; errors name the place in it. */
export const eventFilter = z.record(z.string(), jsonValue).superRefine((filter, context) => {
  for (const { path, message } of filterErrors(filter)) context.addIssue({ code: 'custom', path: [...path], message });
});

function filterErrors(filter: JsonObject): readonly FilterError[] {
  const { length } = JSON.stringify(filter);
  if (length > maxFilterLength) {
    return [{ path: [], message: `must have at most ${maxFilterLength} characters as JSON, and has ${length}` }];
  }
  const parsed = parsePattern(filter);
  return [...(parsed.kind === 'invalid' ? parsed.errors : []), ...unknownFields(filter, [])];
}

/** Fields that no event has: a filter that names one would never match, or match always. */
function unknownFields(filter: JsonObject, path: JsonPath): readonly FilterError[] {
  return Object.entries(filter).flatMap(([name, value]): readonly FilterError[] => {
    const place = [...path, name];
    if (name === '$or')
      return isJsonArray(value) ? value.flatMap((each, index) => inBranch(each, [...place, index])) : [];
    if (filteredFields.some((field) => name === field || name.startsWith(`${field}.`))) return [];
    return [{ path: place, message: `must be one of ${filteredFields.join(', ')}: an event has no other field` }];
  });
}

const inBranch = (branch: JsonValue, path: JsonPath) => (isJsonObject(branch) ? unknownFields(branch, path) : []);

/**
 * The result of a merge patch, in which a filter replaces the one before as a whole: merged filters would keep
 * conditions that the patch does not show.
 */
export function withWholeFilter(merged: JsonObject, { filter }: JsonPatch): JsonObject {
  return filter === undefined || filter === null ? merged : { ...merged, filter };
}

/** Compiles a filter that was checked when it was saved. */
export function compileFilter(filter: JsonValue): EventPattern {
  const parsed = parsePattern(filter);
  if (parsed.kind === 'pattern') return parsed.pattern;
  throw new Error(`The filter is no event pattern: ${JSON.stringify(parsed.errors)}`);
}

export type FilterTest = Readonly<{ matches: boolean; misfits: readonly Misfit[]; undecided: boolean }>;

/** The result of matching a filter, with an explanation for the caller. */
export function testFilter(filter: JsonObject, event: FilteredEvent): FilterTest {
  const pattern = compileFilter(filter);
  const content = filteredContent(event);
  const verdict = matchPattern(pattern, content);
  const misfits = verdict === 'no_match' ? misfitsOf(pattern, content) : [];
  return { matches: isSent(verdict), misfits, undecided: verdict === 'undecided' };
}

/** An event for which a filter cannot be evaluated in bounded time is sent: a filter loses no event. */
export const isSent = (verdict: MatchVerdict): boolean => verdict !== 'no_match';

type FilteredEvent = Pick<Event, (typeof filteredFields)[number]>;

/** The part of an event that filters match. */
export function filteredContent(event: FilteredEvent): JsonObject {
  const { type, title, message, data, scorecard } = event;
  return {
    type,
    data,
    ...(title !== undefined && { title }),
    ...(message !== undefined && { message }),
    ...(scorecard !== undefined && { scorecard: known(scorecard) }),
  };
}

const known = ({ id, domain }: NonNullable<Event['scorecard']>): JsonObject => ({
  ...(id !== undefined && { id }),
  ...(domain !== undefined && { domain }),
});
