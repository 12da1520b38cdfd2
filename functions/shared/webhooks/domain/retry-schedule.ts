import { createHash } from 'node:crypto';

/** All retries of a delivery fall into this time after its first attempt (product contract: 36 hours). */
export const retryWindowSeconds = 36 * 60 * 60;

/** How far jitter may move a retry, as a share of its planned time; enough to spread a burst, too little to notice. */
const jitterShare = 0.1;
/** A delayed delivery does not catch up in a burst: retries keep this interval, or the planned one if shorter. */
const leastGapSeconds = 60;

export type RetryQuestion = Readonly<{
  deliveryId: string;
  /** Seconds after the first attempt at which each retry falls due, growing. */
  schedule: readonly number[];
  /** Start times of the attempts made so far, the last of which has failed. Milliseconds since 1970. */
  attemptedAt: readonly number[];
  /** When the last attempt's failure was known. */
  failedAt: number;
  /** The receiver asked for no requests until then. */
  notBefore?: number | undefined;
}>;

/** `attempts_used`: the schedule has no more. `window_over`: the rest of the 36 hours has no allowed time. */
export type NextRetry =
  | Readonly<{ kind: 'at'; at: number }>
  | Readonly<{ kind: 'over'; why: 'attempts_used' | 'window_over' }>;

/**
 * When a failed delivery is retried. Jitter only delays, is deterministic, and never moves a retry past the next one's
 * time or past the window. No retry is earlier than the receiver's `notBefore`: if it is past the window, there is no
 * retry.
 */
export function nextRetry({ deliveryId, schedule, attemptedAt, failedAt, notBefore = 0 }: RetryQuestion): NextRetry {
  const made = attemptedAt.length;
  const planned = schedule[made - 1];
  const first = attemptedAt[0];
  const last = attemptedAt.at(-1);
  if (planned === undefined || first === undefined || last === undefined) return { kind: 'over', why: 'attempts_used' };
  const windowEnd = first + retryWindowSeconds * 1000;
  const following = Math.min(schedule[made] ?? retryWindowSeconds, retryWindowSeconds);
  const room = Math.max(0, Math.min(planned * jitterShare, following - planned));
  const due = first + Math.ceil((planned + room * fraction(`${deliveryId}:${made}`)) * 1000);
  const gap = Math.min(planned - (schedule[made - 2] ?? 0), leastGapSeconds) * 1000;
  const at = Math.max(Math.min(Math.max(due, last + gap), windowEnd), failedAt, notBefore);
  return at <= windowEnd ? { kind: 'at', at } : { kind: 'over', why: 'window_over' };
}

/** A number from 0 up to 1 that depends on the text alone. */
function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) / 2 ** 32;
}
