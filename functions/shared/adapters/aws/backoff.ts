import { setTimeout as wait } from 'node:timers/promises';

/** The tries of one piece of work. */
interface Tries {
  /** Waits before one more try, or answers false at once when the time for it is used up. */
  again(): Promise<boolean>;
}

/** Begins the tries of one piece of work. */
export type Backoff = () => Tries;

/** Milliseconds until the invocation under way is ended by Lambda. */
export type RemainingMs = () => number;

/** The clock of the waits; a test brings its own. */
export type BackoffTime = Readonly<{
  now: () => number;
  wait: (ms: number) => Promise<unknown>;
  /** From 0 to 1. */
  random: () => number;
}>;

const firstWaitMs = 50;
const longestWaitMs = 2_000;
/** Longer than DynamoDB needs to split a partition's load or SQS to let go of a burst, shorter than any invocation. */
const budgetMs = 20_000;
/** Left to an invocation, so that it can still say which messages must come again. */
const reserveMs = 2_000;
/** A call of these services answers in a few milliseconds, a full page of a query in a hundred. */
const longestTryMs = 5_000;
const shortestTryMs = 500;

const systemTime: BackoffTime = { now: Date.now, wait, random: Math.random };

/** How long one try may take, in milliseconds; something, however near the end of the invocation. */
export const tryTimeMs = (remainingMs: number): number =>
  Math.max(shortestTryMs, Math.min(longestTryMs, remainingMs - reserveMs));

/**
 * Full jitter: each wait is anything between nothing and twice the last ceiling, so that those who were throttled
 * together do not come back together (AWS Architecture Blog, "Exponential Backoff And Jitter"). Ends after 20 seconds,
 * and before the invocation does.
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

/** For calls that their caller itself tries again. */
export const tryOnce: Backoff = () => ({ again: async () => false });
