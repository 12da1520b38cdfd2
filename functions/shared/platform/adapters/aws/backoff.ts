import { setTimeout as wait } from 'node:timers/promises';

/** The tries of one task. */
interface Tries {
  /** Waits before another try; returns false at once if the time is used up. */
  again(): Promise<boolean>;
}

/** Begins the tries of one task. */
export type Backoff = () => Tries;

/** Milliseconds until Lambda ends the invocation. */
export type RemainingMs = () => number;

/** The clock of the waits; tests pass their own. */
export type BackoffTime = Readonly<{
  now: () => number;
  wait: (ms: number) => Promise<unknown>;
  /** From 0 to 1. */
  random: () => number;
}>;

const firstWaitMs = 50;
const longestWaitMs = 2_000;
/** Longer than DynamoDB needs to split a partition or SQS to recover from a burst, shorter than any invocation. */
const budgetMs = 20_000;
/** Reserved in an invocation, so that it can still return the messages that failed. */
const reserveMs = 2_000;
/** A call of these services takes a few milliseconds, a full page of a query a hundred. */
const longestTryMs = 5_000;
const shortestTryMs = 500;

const systemTime: BackoffTime = { now: Date.now, wait, random: Math.random };

/** How long one try may take, in milliseconds; more than zero even near the end of the invocation. */
export const tryTimeMs = (remainingMs: number): number =>
  Math.max(shortestTryMs, Math.min(longestTryMs, remainingMs - reserveMs));

/**
 * Full jitter: each wait is between zero and twice the last ceiling, so that callers that were throttled together do
 * not return together (AWS Architecture Blog, "Exponential Backoff And Jitter"). Ends after 20 seconds, and before the
 * invocation does.
 */
export function fullJitter(remainingMs: RemainingMs, time: BackoffTime = systemTime): Backoff {
  return () => {
    const startedAt = time.now();
    let waits = 0;
    return {
      async again() {
        const waitMs = time.random() * Math.min(longestWaitMs, firstWaitMs * 2 ** waits);
        const leftMs = Math.min(startedAt + budgetMs - time.now(), remainingMs() - reserveMs);
        if (waitMs > leftMs) return false;
        waits += 1;
        await time.wait(waitMs);
        return true;
      },
    };
  };
}

/** For calls that their caller itself repeats. */
export const tryOnce: Backoff = () => ({ again: async () => false });
