import type { Replay } from '../../domain/replay.ts';

export type ReplayRef = Readonly<{ webhookId: string; replayId: string }>;

/** Keeps replays and their progress. */
export interface ReplayStore {
  find(ref: ReplayRef): Promise<Replay | undefined>;
  /** Writes the replay if the stored one is of the version before (or absent, for version 1). */
  write(replay: Replay): Promise<'written' | 'conflict'>;
}
