import type { Delivery } from '../../../client/src/generated/schema.ts';

/** Whether no further attempt follows, unless a user retries or replays the delivery. */
export function hasEnded(status: Delivery['status']): boolean {
  return status !== 'pending' && status !== 'retrying' && status !== 'held';
}

/** Why a delivery with this status cannot be retried. */
export function retryRefusal(status: Delivery['status']): string | undefined {
  if (hasEnded(status)) return undefined;
  return status === 'held' ? 'It is sent when the webhook is resumed.' : 'It is still in progress.';
}

/** Why an execution with this status cannot be retried: a retry continues at the failed step. */
export function executionRetryRefusal(status: Delivery['status']): string | undefined {
  return status === 'succeeded' ? 'All steps succeeded.' : retryRefusal(status);
}
