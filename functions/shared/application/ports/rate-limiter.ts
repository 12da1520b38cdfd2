/** Counts requests per webhook and second, over all functions. */
export interface RateLimiter {
  /** Takes up to `wanted` of the present second's requests; returns how many may be sent. */
  take(request: Readonly<{ webhookId: string; perSecond: number; wanted: number; now: Date }>): Promise<number>;
}
