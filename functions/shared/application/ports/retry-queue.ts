/** A released delivery: to be attempted if it is still leased until that time, and not long before it. */
export type RetryMessage = Readonly<{
  space: string;
  webhookId: string;
  /** Present when it is the execution of a rule. */
  ruleId?: string | undefined;
  deliveryId: string;
  leaseUntil: string;
  /** Goes out though the circuit is open: a probe, a retry by its schedule, or one asked for by hand. */
  evenIfOpen: boolean;
}>;

/** The way from a lane to its attempts, apart from the first attempts' queue, so that retries never delay those. */
export interface RetryQueue {
  /** Sends each after its delay; answers the delivery ids not accepted. */
  send(messages: readonly Readonly<{ message: RetryMessage; delaySeconds: number }>[]): Promise<ReadonlySet<string>>;
}
