import type { EventPattern } from '../../domain/event-pattern/pattern.ts';

export type SubscriberQuery = Readonly<{
  space: string;
  eventType: string;
  /** Excludes webhooks that subscribed by a wildcard. */
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
      /** Rules that the type triggers, if the event's scorecard is in their group. */
      rules: readonly TriggeredRule[];
      next: string | undefined;
    }>;

/** Without a filter every event of the type matches. */
export type SubscribedWebhook = Readonly<{ webhookId: string; filter?: EventPattern | undefined }>;

/** Without a filter and a group every event of the type matches. */
export type TriggeredRule = Readonly<{
  ruleId: string;
  group?: string | undefined;
  filter?: EventPattern | undefined;
}>;

/** Finds the webhooks and rules of an event. */
export interface SubscriberDirectory {
  /**
   * Returns for each query a page of the webhooks that are subscribed to the type and the rules that it triggers, in
   * the order of the queries. Reflects every change of subscriptions before the call. Each appears once in all pages.
   * Throws when the store is at fault as a whole.
   */
  find(queries: readonly SubscriberQuery[]): Promise<readonly Subscribers[]>;
}
