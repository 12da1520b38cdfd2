import { type FoundLanes, UnreadableLane } from '../../../functions/shared/lanes/application/found-lanes.ts';
import type { LaneStore } from '../../../functions/shared/lanes/application/ports.ts';
import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';
import { reconciliationDueAt } from '../../../functions/shared/lanes/domain/lane-check.ts';
import { LaggingIndex } from './lagging-index.ts';

export class InMemoryLaneStore implements LaneStore {
  readonly #lanes = new Map<string, Lane>();
  readonly #index: LaggingIndex<Readonly<{ webhookId: string; at: number }>>;

  /** Sees every write. */
  onWrite: (lane: Lane) => void = () => {};

  constructor(index: LaggingIndex<Readonly<{ webhookId: string; at: number }>> = new LaggingIndex()) {
    this.#index = index;
  }

  /** The lane as it is now. */
  get(webhookId: string): Lane | undefined {
    return this.#lanes.get(webhookId);
  }

  /** Webhooks whose lane cannot be read. */
  readonly unreadable = new Set<string>();

  async read(webhookIds: readonly string[]): Promise<FoundLanes> {
    return new Map(
      webhookIds.flatMap((id) => {
        const lane = this.unreadable.has(id)
          ? new UnreadableLane({ webhookId: id, members: ['circuit'] })
          : this.#lanes.get(id);
        return lane ? [[id, lane] as const] : [];
      }),
    );
  }

  async write(lane: Lane): Promise<'written' | 'conflict'> {
    const { webhookId, version } = lane;
    const at = reconciliationDueAt(lane);
    if ((this.#lanes.get(webhookId)?.version ?? 0) !== version - 1) return 'conflict';
    this.#lanes.set(webhookId, lane);
    const entry = at === undefined ? undefined : { webhookId, at };
    this.#index.put({ group: 'lanes', key: webhookId, entry });
    this.onWrite(lane);
    return 'written';
  }

  async dueForReconciliation(time: number): Promise<readonly string[]> {
    return this.showDue(time);
  }

  /** The same at once, for a simulation that has nobody work for nothing. */
  showDue(time: number): readonly string[] {
    return this.#index
      .entries('lanes')
      .filter(({ at }) => at <= time)
      .sort((one, other) => one.at - other.at)
      .map(({ webhookId }) => webhookId);
  }
}
