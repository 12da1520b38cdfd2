export type SubscriberQuery = Readonly<{ space: string; eventType: string; cursor?: string | undefined }>;

export type Subscribers =
  | Readonly<{ kind: 'unknown_space' }>
  | Readonly<{ kind: 'page'; webhookIds: readonly string[]; next: string | undefined }>;

/** Tells who hears of an event. */
export interface SubscriberDirectory {
  /**
   * Answers each query with a page of the webhooks subscribed to the type, in the order of the queries.
   * A subscription that was changed before the call is seen changed. A webhook appears once in all pages.
   */
  find(queries: readonly SubscriberQuery[]): Promise<readonly Subscribers[]>;
}
