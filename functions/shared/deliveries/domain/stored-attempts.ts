import type { Attempt, Delivery } from './delivery.ts';

/**
 * The number of attempts that a delivery's record stores: six for each of ten steps of a rule's execution. At some 3 KB
 * for the largest, and with a response of 100 KB, the record stays below 350 KB of an item's 400 KB (DynamoDB quota),
 * however often it is retried manually or replayed.
 */
export const maxStoredAttempts = 60;

/** How many attempts were made, whether they are stored or not: they are numbered without a gap. */
export function attemptCount({ attempts }: Pick<Delivery, 'attempts'>): number {
  return attempts.at(-1)?.number ?? 0;
}

/** Adds an attempt. The first one is stored, since a rule's body names its time; so are the latest. */
export function withAttempt(stored: readonly Attempt[], attempt: Attempt): readonly Attempt[] {
  const [first, ...others] = [...stored, attempt];
  return first === undefined ? [] : [first, ...others.slice(1 - maxStoredAttempts)];
}
