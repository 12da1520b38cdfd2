/** Something removed, whose belongings are still to be cleared away. */
export type Removed =
  | Readonly<{ kind: 'space'; space: string }>
  | Readonly<{ kind: 'webhook'; space: string; webhookId: string }>;

/** Asks for a removed thing's belongings to be cleared away soon; a sweep finds what was never asked for. */
export interface ClearAwayQueue {
  send(removed: Removed): Promise<void>;
}
