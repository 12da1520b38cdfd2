import type { Delivery } from '../../../client/src/generated/schema.ts';

/** Whether no further attempt follows, unless a user retries or replays the delivery. */
export function hasEnded(status: Delivery['status']): boolean {
  return status !== 'pending' && status !== 'retrying' && status !== 'held';
}

/** Why the API refuses to retry a delivery with this status; undefined if it does not. */
export function retryRefusal(status: Delivery['status']): string | undefined {
  if (hasEnded(status)) return undefined;
  return status === 'held' ? 'It is sent when the webhook is resumed.' : 'It is still in progress.';
}
