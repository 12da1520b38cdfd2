import type { Removed } from './purge-queue.ts';

/** What removed spaces and webhooks left behind. */
export interface PurgeStore {
  /**
   * What was removed and is not purged yet, and has no job that was at work in the last two hours: everything, or the
   * webhooks of one removed space.
   */
  pending(space?: string): Promise<readonly Removed[]>;
  /** A job is at work on it now; nothing happens if it is purged already. */
  attend(removed: Removed): Promise<void>;
  /**
   * Removes some webhooks of a removed space, each of which is then pending itself; `more` while any is left. From then
   * on nothing is sent to them, however long the rest takes. Safe to repeat, from anywhere it stopped.
   */
  removeWebhooks(space: string): Promise<'more' | 'removed'>;
  /**
   * Clears a part of it; `more` while anything is left. A space's webhooks must have been removed. Safe to repeat, from
   * anywhere it stopped.
   */
  clearSome(removed: Removed): Promise<'more' | 'cleared'>;
}
