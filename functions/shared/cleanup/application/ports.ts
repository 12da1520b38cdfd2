import type { Removed } from '../../platform/application/ports.ts';

/** The data of removed spaces and webhooks. */
export interface PurgeStore {
  /**
   * What was removed and is not purged yet, and has had no active job in the last two hours: everything, or the
   * webhooks of one removed space.
   */
  pending(space?: string): Promise<readonly Removed[]>;
  /** Records that a job is active on it; does nothing if it is purged already. */
  markActive(removed: Removed): Promise<void>;
  /**
   * Removes some webhooks of a removed space, each of which is then pending itself; `more` while any is left. From then
   * on they receive nothing, however long the rest takes. Safe to repeat after a crash at any point.
   */
  removeWebhooks(space: string): Promise<'more' | 'removed'>;
  /**
   * Purges a part of it; `more` while anything is left. A space's webhooks must have been removed. Safe to repeat after
   * a crash at any point.
   */
  purgeSome(removed: Removed): Promise<'more' | 'purged'>;
}
