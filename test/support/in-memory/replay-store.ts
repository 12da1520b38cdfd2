import type { ReplayRef, ReplayStore } from '../../../functions/shared/application/ports/replay-store.ts';
import type { Replay } from '../../../functions/shared/domain/replay.ts';

export class InMemoryReplayStore implements ReplayStore {
  readonly #replays = new Map<string, Replay>();

  /** Every replay, as it is now. */
  get all(): readonly Replay[] {
    return [...this.#replays.values()];
  }

  async find({ webhookId, replayId }: ReplayRef): Promise<Replay | undefined> {
    return this.#replays.get(`${webhookId}/${replayId}`);
  }

  async write(replay: Replay): Promise<'written' | 'conflict'> {
    const key = `${replay.webhookId}/${replay.id}`;
    if ((this.#replays.get(key)?.version ?? 0) !== replay.version - 1) return 'conflict';
    this.#replays.set(key, replay);
    return 'written';
  }
}
