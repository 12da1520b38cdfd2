import * as z from 'zod';
import { jsonValue } from '../../platform/domain/json.ts';
import { eventTypeName, ownEventId } from '../../platform/domain/resource-ids.ts';

/** Largest event, as UTF-8 JSON: Posthorn's own limit, within every queue's 1 MiB (SQS quota since 2026-01-29). */
export const maxEventBytes = 256 * 1024;

/** What a producer states about an event; the same on the bus and in the API. */
export const eventContent = z.strictObject({
  title: z.string().max(1_024).optional(),
  message: z.string().max(16_384).optional(),
  data: jsonValue.meta({
    description:
      'Any JSON value. Its numbers are IEEE 754 doubles (RFC 8259, section 6), so that an integer beyond 2^53 may change, and one beyond 64 bits is refused: send an id that large as a string.',
  }),
  /** The scorecard that an event is about; the scope of rules is matched against it. */
  scorecard: z.strictObject({ id: z.string().max(256).optional(), domain: z.string().max(256).optional() }).optional(),
});

/** What happened in a space, as a producer sent it. */
export const eventSchema = eventContent.extend({
  space: z.string().min(1).max(64),
  /** The producer's own id, or one that Posthorn generated; unique in its space for 24 hours. */
  id: ownEventId,
  type: eventTypeName,
  /** When it happened, ISO 8601 UTC. */
  time: z.iso.datetime(),
  /** Present on results of Posthorn's own deliveries: only webhooks that subscribe to the exact type receive it. */
  origin: z.literal('posthorn').optional(),
});
export type Event = Readonly<z.infer<typeof eventSchema>>;
