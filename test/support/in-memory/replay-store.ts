import type { ReplayRef, ReplayStore } from '../../../functions/shared/lanes/application/ports.ts';
import type { Replay } from '../../../functions/shared/lanes/domain/replay.ts';
import type { Page } from '../../../functions/shared/platform/application/ports.ts';

export class InMemoryReplayStore implements ReplayStore {
  readonly #replays = new Map<string, Replay>();

  /** Every replay, as it is now. */
  get all(): readonly Replay[] {
    return [...this.#replays.values()];
  }

  async find({ webhookId, replayId }: ReplayRef): Promise<Replay | undefined> {
    return this.#replays.get(`${webhookId}/${replayId}`);
  }

  async list({ webhookId, limit, after }: Parameters<ReplayStore['list']>[0]): Promise<Page<Replay>> {
    const all = this.all
      .filter((replay) => replay.webhookId === webhookId && (after === undefined || replay.id < after))
      .sort((one, other) => (one.id < other.id ? 1 : -1));
    const items = all.slice(0, limit);
    return { items, next: all.length > limit ? items.at(-1)?.id : undefined };
  }

  async write(replay: Replay): Promise<'written' | 'conflict'> {
    const key = `${replay.webhookId}/${replay.id}`;
    if ((this.#replays.get(key)?.version ?? 0) !== replay.version - 1) return 'conflict';
    this.#replays.set(key, replay);
    return 'written';
  }
}
