import * as z from 'zod';
import { type Delivery, deliveryStatuses } from '../../deliveries/domain/delivery.ts';
import { hasEnded } from '../../deliveries/domain/delivery-course.ts';

/** A job that sends a webhook's ended deliveries again, through its lane. */
export const replaySchema = z.object({
  id: z.string(),
  space: z.string(),
  webhookId: z.string(),
  /** Deliveries of events from then on… */
  since: z.iso.datetime(),
  /** …and before then. */
  until: z.iso.datetime(),
  statuses: z.array(z.enum(deliveryStatuses)).readonly(),
  /** Absent means all. */
  eventTypes: z.array(z.string()).readonly().optional(),
  /** Counts only. */
  dryRun: z.boolean(),
  status: z.enum(['running', 'completed', 'cancelled']),
  /** Matching deliveries found so far, and those of them that were sent again. */
  matched: z.int().min(0),
  replayed: z.int().min(0),
  /** The last delivery processed. */
  cursor: z.string().optional(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.int().min(1),
});
export type Replay = Readonly<z.infer<typeof replaySchema>>;

/** What a replay does with one delivery: a page that is processed twice counts it once and sends it once. */
export function replayStep(replay: Replay, delivery: Delivery): 'skip' | 'count' | 'replay' {
  if (delivery.roundIds?.includes(replay.id)) return 'count';
  if (!hasEnded(delivery) || !replay.statuses.includes(delivery.status)) return 'skip';
  if (replay.eventTypes && !replay.eventTypes.includes(delivery.eventType)) return 'skip';
  return replay.dryRun ? 'count' : 'replay';
}
