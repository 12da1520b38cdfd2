import type { JsonValue } from './json.ts';

/** Something that happened in a space, as a producer told it. */
export type Event = Readonly<{
  space: string;
  /** The producer's own id, or one Posthorn gave; unique in its space for 24 hours. */
  id: string;
  /** Dot-separated parts, for example `hit.detected`. */
  type: string;
  /** When it happened, ISO 8601 UTC. */
  time: string;
  title?: string | undefined;
  message?: string | undefined;
  data: JsonValue;
  scorecard?: Scorecard | undefined;
}>;

/** The scorecard an event is about; what a rule's scope is matched against. */
export type Scorecard = Readonly<{ id?: string | undefined; domain?: string | undefined }>;

/** Largest event, as UTF-8 JSON: Posthorn's own limit, within every queue's 1 MiB (SQS quota since 2026-01-29). */
export const maxEventBytes = 256 * 1024;

/** Longest event type, in characters: it must fit EventBridge's DetailType of 128 (EventBridge quotas). */
export const maxEventTypeLength = 128;

/** An event type: dot-separated parts of letters, digits, `_` and `-`. */
export const eventTypePattern = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
