import type { Lane } from '../../domain/lane.ts';

/** Keeps one record for each webhook that ever had a delivery waiting. */
export interface LaneStore {
  /** Reads lanes as they are at the moment of the call. A webhook without one is absent. */
  read(webhookIds: readonly string[]): Promise<ReadonlyMap<string, Lane>>;
  /**
   * Writes the lane if the stored one is of the version before (or absent, for version 1); `conflict` if somebody
   * else was quicker. A call that throws may have written.
   */
  write(lane: Lane): Promise<'written' | 'conflict'>;
  /**
   * Webhooks whose lane the reconciler has to see to by that time, longest due first. From an index that may lag for as
   * long as it likes: a lane that it does not show yet is only seen to later.
   */
  dueForReconciliation(time: number): Promise<readonly string[]>;
}
