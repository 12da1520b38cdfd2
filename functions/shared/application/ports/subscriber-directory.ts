import type { EventPattern } from '../../domain/event-pattern/pattern.ts';

export type SubscriberQuery = Readonly<{
  space: string;
  eventType: string;
  /** Leaves out who subscribed by a wildcard. */
  byName?: boolean | undefined;
  cursor?: string | undefined;
}>;

export type Subscribers =
  | Readonly<{ kind: 'unknown_space' }>
  /** The store was at fault for this query alone. */
  | Readonly<{ kind: 'fault'; error: unknown }>
  | Readonly<{
      kind: 'page';
      webhooks: readonly SubscribedWebhook[];
      /** Rules that the type sets off, if the event's scorecard is in their group. */
      rules: readonly TriggeredRule[];
      next: string | undefined;
    }>;

/** No filter means that every event of the type is meant. */
export type SubscribedWebhook = Readonly<{ webhookId: string; filter?: EventPattern | undefined }>;

/** No filter and no group mean that every event of the type is meant. */
export type TriggeredRule = Readonly<{
  ruleId: string;
  group?: string | undefined;
  filter?: EventPattern | undefined;
}>;

/** Tells who hears of an event. */
export interface SubscriberDirectory {
  /**
   * Answers each query with a page of the webhooks subscribed to the type and the rules that it sets off, in the order
   * of the queries.
   * A subscription that was changed before the call is seen changed. Each appears once in all pages.
   * Throws when the store is at fault as a whole.
   */
  find(queries: readonly SubscriberQuery[]): Promise<readonly Subscribers[]>;
}
