/**
 * A slow endpoint. An invocation lasts as long as the slowest of its messages, so the deliveries of a slow webhook have
 * a queue of their own, and the number of them in progress is limited. Times are milliseconds since 1970.
 */
export type Slowness = Readonly<{
  /** Until then its deliveries use the slow queue. */
  until: number;
  /** The longest duration of an attempt that was observed, in milliseconds, until it is extended. */
  tookMs: number;
}>;

/**
 * An attempt that takes this long is slow. Most endpoints respond within a few hundred milliseconds; at two seconds ten
 * messages hold an invocation for four times as long as they should.
 */
export const slowAfterMs = 2_000;
/** Time on the slow queue after each slow attempt: an endpoint that is slow now and then does not alternate. */
const slowForMs = 10 * 60_000;
/** While it stays slow, it is written at most once in this time. */
const extendAfterMs = 60_000;
/**
 * Requests of one slow webhook in progress at the same time: a fifth of the slow queue's capacity
 * (lib/constructs/delivery.ts).
 */
const maxSlowRequests = 100;

/** The slowness of a webhook after an attempt of this duration; absent if nothing changes. */
export function afterSlowAttempt(known: Slowness | undefined, tookMs: number, now: number): Slowness | undefined {
  const isRecent = known !== undefined && known.until > now + slowForMs - extendAfterMs;
  // At once if it is far slower than recorded, since its rate is computed from that.
  if (isRecent && tookMs <= 2 * known.tookMs) return undefined;
  return { until: now + slowForMs, tookMs };
}

export function isSlow(known: Slowness | undefined, now: number): boolean {
  return known !== undefined && known.until > now;
}

/** How many requests a second keep a slow webhook within its share; absent when it is not slow. */
function slowRateLimit(known: Slowness | undefined, now: number): number | undefined {
  if (known === undefined || !isSlow(known, now)) return undefined;
  return Math.max(1, Math.floor((maxSlowRequests * 1000) / known.tookMs));
}

/** The lower of a webhook's own limit and the limit by its slowness, per second. */
export function rateLimitOf(limit: number | undefined, known: Slowness | undefined, now: number): number | undefined {
  const slow = slowRateLimit(known, now);
  return limit === undefined || slow === undefined ? (limit ?? slow) : Math.min(limit, slow);
}
