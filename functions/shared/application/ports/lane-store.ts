import type { Lane } from '../../domain/lane.ts';

/** Stores one record for each webhook that ever had a waiting delivery. */
export interface LaneStore {
  /** Reads lanes as they are at the moment of the call. A webhook without a lane is absent. */
  read(webhookIds: readonly string[]): Promise<ReadonlyMap<string, Lane>>;
  /**
   * Writes the lane if the stored one has the version before (or is absent, for version 1); `conflict` if another
   * writer was faster. A call that throws may have written.
   */
  write(lane: Lane): Promise<'written' | 'conflict'>;
  /**
   * Webhooks whose lane is to be reconciled by that time, longest due first. From an index that may lag without a
   * limit: a lane that it does not show yet is only reconciled later.
   */
  dueForReconciliation(time: number): Promise<readonly string[]>;
}
