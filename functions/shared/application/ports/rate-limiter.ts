/** Counts requests per webhook and second, over all functions. */
export interface RateLimiter {
  /** Takes up to `wanted` of the present second's requests; answers how many may go out. */
  take(request: Readonly<{ webhookId: string; perSecond: number; wanted: number; now: Date }>): Promise<number>;
}
