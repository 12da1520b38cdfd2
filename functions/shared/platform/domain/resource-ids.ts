import * as z from 'zod';

/** The forms of ids in the API's paths, besides ULIDs. */

/** Longest event type, in characters: it must fit EventBridge's DetailType of 128 (EventBridge quotas). */
export const maxEventTypeLength = 128;

/** Dot-separated parts of letters, digits, `_` and `-`, for example `hit.detected`. */
export const eventTypeName = z
  .string()
  .max(maxEventTypeLength, `must have at most ${maxEventTypeLength} characters`)
  .regex(/^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/, 'must be dot-separated parts of letters, digits, _ and -');

/** A producer's own id stays readable in URLs and keys: no `/`, no space, no control character. */
export const ownEventId = z
  .string()
  .regex(/^[A-Za-z0-9_.:~-]{1,128}$/, 'must be 1 to 128 letters, digits or any of _ . : ~ -');

/** A scorecard's id: free of the separators of URLs and of the table's keys. */
export const scorecardId = z
  .string()
  .regex(/^[A-Za-z0-9_.:~-]{1,128}$/)
  .refine((text) => text !== '.' && text !== '..')
  .meta({ description: "The scorecard's own id.", examples: ['scorecard-1'] });

/** Letters, digits and inner hyphens; no `_`, which separates the parts of an API key. */
export const spaceIdPattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
