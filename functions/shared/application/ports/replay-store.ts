import type { Replay } from '../../domain/replay.ts';
import type { Page, PageRequest } from './page.ts';

export type ReplayRef = Readonly<{ webhookId: string; replayId: string }>;

/** Keeps replays and their progress. */
export interface ReplayStore {
  find(ref: ReplayRef): Promise<Replay | undefined>;
  /** Newest first. */
  list(page: PageRequest & Readonly<{ webhookId: string }>): Promise<Page<Replay>>;
  /** Writes the replay if the stored one is of the version before (or absent, for version 1). */
  write(replay: Replay): Promise<'written' | 'conflict'>;
}
