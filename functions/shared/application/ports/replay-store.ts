import type { Replay } from '../../domain/replay.ts';
import type { Page, PageRequest } from './page.ts';

export type ReplayRef = Readonly<{ webhookId: string; replayId: string }>;

/** Stores replays and their progress. */
export interface ReplayStore {
  find(ref: ReplayRef): Promise<Replay | undefined>;
  /** Newest first. */
  list(page: PageRequest & Readonly<{ webhookId: string }>): Promise<Page<Replay>>;
  /** Writes the replay if the stored one has the version before (or is absent, for version 1). */
  write(replay: Replay): Promise<'written' | 'conflict'>;
}
