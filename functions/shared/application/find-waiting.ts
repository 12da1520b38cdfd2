import type { LaneQueue } from '../domain/delivery.ts';
import type { Waiting, WaitingDeliveries } from './ports/waiting-deliveries.ts';

/** The first deliveries of each queue of a lane, as far as the index shows them. */
export type FoundWaiting = Readonly<Record<LaneQueue, readonly Waiting[]>>;

/**
 * What is leased is looked for last: a delivery that the index moves there meanwhile would else be seen in neither place,
 * and its lane be closed. One that moves the other way was told to the lane just before.
 */
export async function findWaiting(
  waiting: Pick<WaitingDeliveries, 'query'>,
  { webhookId, limit }: Readonly<{ webhookId: string; limit: number }>,
): Promise<FoundWaiting> {
  const [unsent, scheduled] = await Promise.all([
    waiting.query({ webhookId, queue: 'unsent', limit }),
    waiting.query({ webhookId, queue: 'scheduled', limit }),
  ]);
  return { unsent, scheduled, leased: await waiting.query({ webhookId, queue: 'leased', limit }) };
}
