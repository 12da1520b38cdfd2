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

  async read(webhookIds: readonly string[]): Promise<ReadonlyMap<string, Lane>> {
    return new Map(
      webhookIds.flatMap((id): [string, Lane][] => {
        const lane = this.#lanes.get(id);
        return lane ? [[id, lane]] : [];
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
