import type { Removed } from './clear-away-queue.ts';

/** What removed spaces and webhooks left behind. */
export interface ClearAwayStore {
  /** What was removed and is not cleared away yet. */
  pending(): Promise<readonly Removed[]>;
  /** Clears a part of it; `more` while anything is left. Safe to repeat, from anywhere it stopped. */
  clearSome(removed: Removed): Promise<'more' | 'cleared'>;
}
