import * as z from 'zod';
import { jsonValue } from './json.ts';
import { eventTypeName, ownEventId } from './resource-ids.ts';

/** Largest event, as UTF-8 JSON: Posthorn's own limit, within every queue's 1 MiB (SQS quota since 2026-01-29). */
export const maxEventBytes = 256 * 1024;

/** What a producer says of an event, alike on the bus and on the API. */
export const eventContent = z.strictObject({
  title: z.string().max(1_024).optional(),
  message: z.string().max(16_384).optional(),
  data: jsonValue.meta({
    description:
      'Any JSON value. Its numbers are IEEE 754 doubles (RFC 8259, section 6), so that an integer beyond 2^53 may change, and one beyond 64 bits is refused: send an id that large as a string.',
  }),
  /** The scorecard an event is about; what a rule's scope is matched against. */
  scorecard: z.strictObject({ id: z.string().max(256).optional(), domain: z.string().max(256).optional() }).optional(),
});

/** Something that happened in a space, as a producer told it. */
export const eventSchema = eventContent.extend({
  space: z.string().min(1).max(64),
  /** The producer's own id, or one Posthorn gave; unique in its space for 24 hours. */
  id: ownEventId,
  type: eventTypeName,
  /** When it happened, ISO 8601 UTC. */
  time: z.iso.datetime(),
  /** Present when Posthorn tells it of its own deliveries: only who subscribed to its very name hears of it. */
  origin: z.literal('posthorn').optional(),
});
export type Event = Readonly<z.infer<typeof eventSchema>>;
