const dayMs = 24 * 60 * 60 * 1000;

/** A table's TTL for an item that is stored for a number of days from a time: epoch seconds (DynamoDB developer guide). */
export function ttlAfter(from: number, days: number): number {
  return Math.ceil((from + days * dayMs) / 1000);
}

/** Whether something stored from that time on has less than half of its retention left, unless it was extended. */
export function isPastHalf(since: string, days: number): boolean {
  return Date.now() - Date.parse(since) > (days * dayMs) / 2;
}

/** The update for what is still needed: stored for the whole retention from now on, if less than half of it is left. */
export function extendedExpiry(days: number) {
  const now = Date.now();
  return { set: { ttl: ttlAfter(now, days) }, less: { ttl: ttlAfter(now, days / 2) } };
}
