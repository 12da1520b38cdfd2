/** Something removed, whose belongings are still to be purged. */
export type Removed =
  | Readonly<{ kind: 'space'; space: string }>
  | Readonly<{ kind: 'webhook'; space: string; webhookId: string }>;

/** Asks for removed things' belongings to be purged soon; a sweep finds what was never asked for. */
export interface PurgeQueue {
  /** Each in a message of its own. Throws when one was not accepted, though others may have been. */
  send(removed: readonly Removed[]): Promise<void>;
}
