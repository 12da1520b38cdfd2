/** A removed resource whose data is still to be purged. */
export type Removed =
  | Readonly<{ kind: 'space'; space: string }>
  | Readonly<{ kind: 'webhook'; space: string; webhookId: string }>;

/** Requests that removed resources' data is purged soon; a sweep finds those that were never requested. */
export interface PurgeQueue {
  /** Sends each in a message of its own. Throws if one was not accepted, though others may have been. */
  send(removed: readonly Removed[]): Promise<void>;
}
