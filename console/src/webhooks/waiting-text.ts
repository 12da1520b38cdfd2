import type { WebhookHealth } from '../../../client/src/generated/schema.ts';

/** Describes how many deliveries wait, and for what. Without a complete count, the numbers are lower bounds. */
export function waitingText({ parked, scheduled, inFlight, isComplete }: WebhookHealth['waiting']): string {
  const counts = [
    { count: parked, what: 'ready to be sent' },
    { count: scheduled, what: 'waiting for a retry' },
    { count: inFlight, what: 'in progress' },
  ].filter(({ count }) => count > 0);
  if (counts.length === 0) return 'None';
  return `${isComplete ? '' : 'At least '}${counts.map(({ count, what }) => `${count} ${what}`).join(', ')}`;
}
