const dayMs = 24 * 60 * 60 * 1000;

/** The expiry of something that is kept for a number of days; epoch seconds (DynamoDB developer guide, TTL). */
export function ttlAfter(from: number, days: number): number {
  return Math.floor((from + days * dayMs) / 1000);
}

/** Whether something kept from that time on has less than half of its retention left, unless it was extended. */
export function isPastHalf(since: string, days: number): boolean {
  return Date.now() - Date.parse(since) > (days * dayMs) / 2;
}

/** The update for what is still needed: kept for the whole retention from now on, if less than half of it is left. */
export function extendedExpiry(days: number) {
  const now = Date.now();
  return { set: { ttl: ttlAfter(now, days) }, less: { ttl: ttlAfter(now, days / 2) } };
}
