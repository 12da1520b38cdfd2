/**
 * An endpoint that answers, but late. An invocation lasts as long as the slowest of its messages, so the deliveries of a
 * slow webhook take a road of their own, and at most so many of them are on their way at once. Times are milliseconds
 * since 1970.
 */
export type Slowness = Readonly<{
  /** Until then its deliveries take the slow road. */
  until: number;
  /** What an attempt took, in milliseconds: the longest that was seen, until it is extended. */
  tookMs: number;
}>;

/**
 * An attempt that has taken so long is slow. Most endpoints answer within a few hundred milliseconds; at two seconds ten
 * messages hold an invocation for four times as long as they should.
 */
export const slowAfterMs = 2_000;
/** Kept on the slow road after each slow attempt: an endpoint that is slow now and then does not go to and fro. */
const keptMs = 10 * 60_000;
/** Written once in so long while it stays slow. */
const extendedEveryMs = 60_000;
/**
 * Requests of one slow webhook on their way at once: a fifth of what the slow road has room for
 * (lib/constructs/delivery.ts).
 */
const atOnce = 100;

/** What is known of a webhook after an attempt took so long; absent when that is known already. */
export function afterSlowAttempt(known: Slowness | undefined, tookMs: number, now: number): Slowness | undefined {
  const isRecent = known !== undefined && known.until > now + keptMs - extendedEveryMs;
  // At once if it is far slower than was known, for its rate is worked out from that.
  if (isRecent && tookMs <= 2 * known.tookMs) return undefined;
  return { until: now + keptMs, tookMs };
}

export function isSlow(known: Slowness | undefined, now: number): boolean {
  return known !== undefined && known.until > now;
}

/** How many requests a second keep a slow webhook within its share; absent when it is not slow. */
function slowRate(known: Slowness | undefined, now: number): number | undefined {
  if (known === undefined || !isSlow(known, now)) return undefined;
  return Math.max(1, Math.floor((atOnce * 1000) / known.tookMs));
}

/** The lower of a webhook's own limit and what its slowness allows, a second. */
export function rateOf(limit: number | undefined, known: Slowness | undefined, now: number): number | undefined {
  const slow = slowRate(known, now);
  return limit === undefined || slow === undefined ? (limit ?? slow) : Math.min(limit, slow);
}
