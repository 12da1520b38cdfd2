import * as z from 'zod';
import { maxEventTypeLength } from '../../platform/domain/resource-ids.ts';
import { isResultType } from './result-types.ts';

/** Most patterns of one webhook: each is an item of the transaction that saves it (DynamoDB quota: 100). */
export const maxEventTypePatterns = 40;

/** An exact type, a type followed by `.*`, or `*` for all. */
export const eventTypePattern = z
  .string()
  .max(maxEventTypeLength + '.*'.length)
  .regex(
    /^(?:\*|[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*(?:\.\*)?)$/,
    'must be an event type, an event type followed by ".*", or "*"',
  )
  .refine(
    (text) => text.endsWith('*') || text.length <= maxEventTypeLength,
    `must have at most ${maxEventTypeLength} characters`,
  );

/** Whether an event of the type matches; `a.*` matches `a.b` and `a.b.c`, not `a`. */
export function matchesPattern(pattern: string, eventType: string): boolean {
  if (pattern === '*') return true;
  if (pattern.endsWith('.*')) return eventType.startsWith(pattern.slice(0, -1));
  return pattern === eventType;
}

/** Whether every event type that matches `narrow` matches `wide` as well. */
export function subsumes(wide: string, narrow: string): boolean {
  if (wide === narrow || wide === '*') return true;
  if (narrow === '*') return false;
  return wide.endsWith('.*') && narrow.startsWith(wide.slice(0, -1));
}

/**
 * The fewest of these patterns that match the same: sorted, none subsumes another, so that a type matches at most one.
 * The names of Posthorn's results are kept beside any wildcard, since only their exact names subscribe to them.
 */
export function reducePatterns(patterns: readonly string[]): readonly string[] {
  const distinct = [...new Set(patterns)];
  const isNeedless = (one: string) =>
    !isResultType(one) && distinct.some((other) => other !== one && subsumes(other, one));
  return distinct.filter((one) => !isNeedless(one)).sort();
}

/** Every pattern that matches the type, exact first: for `a.b.c` the patterns `a.b.c`, `a.b.*`, `a.*` and `*`. */
export function patternsMatching(eventType: string): readonly string[] {
  const parts = eventType.split('.');
  const prefixes = parts.slice(0, -1).map((_, index) => `${parts.slice(0, index + 1).join('.')}.*`);
  return [eventType, ...prefixes.reverse(), '*'];
}
