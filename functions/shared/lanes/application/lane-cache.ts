import { LRUCache } from 'lru-cache';
import type { Clock } from '../../platform/application/ports.ts';
import type { Lane } from '../domain/lane.ts';
import { type FoundLanes, requireReadable, UnreadableLane } from './found-lanes.ts';
import type { LaneStore } from './ports.ts';

/** A copy older than this is read anew: how long an opened circuit may go unnoticed by other containers. */
const ttlMs = 5_000;
/** Copies have a few hundred bytes; the least used are evicted. Counted as sizes: `max` would allocate all at once. */
const maxLanes = 20_000;

/** Copies of lanes, in one container. */
export interface LaneCache {
  /** The lane, read now. Throws if it cannot be read. */
  readFresh(webhookId: string): Promise<Lane | undefined>;
  /** Lanes as they were a few seconds ago at most; in the order of the ids, undefined for a webhook without a lane. */
  read(webhookIds: readonly string[]): Promise<readonly (Lane | UnreadableLane | undefined)[]>;
  /** Replaces the copy by a lane that was just written. */
  set(lane: Lane, now: number): void;
}

type Copy = Readonly<{ lane: Lane | undefined; readAt: number }>;

export function laneCache({ clock, lanes }: Readonly<{ clock: Clock; lanes: LaneStore }>): LaneCache {
  const copies = new LRUCache<string, Copy>({ maxSize: maxLanes, sizeCalculation: () => 1 });

  /** An invalid lane is not copied, so that it is used as soon as it is corrected. */
  const readAll = async (webhookIds: readonly string[]): Promise<FoundLanes> => {
    if (webhookIds.length === 0) return new Map();
    const readAt = clock.now().getTime();
    const found = await lanes.read(webhookIds);
    for (const id of webhookIds) {
      const lane = found.get(id);
      if (!(lane instanceof UnreadableLane)) copies.set(id, { lane, readAt });
    }
    return found;
  };

  return {
    async readFresh(webhookId) {
      return requireReadable((await readAll([webhookId])).get(webhookId));
    },
    async read(webhookIds) {
      const now = clock.now().getTime();
      const found = await readAll([...new Set(webhookIds)].filter((id) => now - (copies.get(id)?.readAt ?? 0) > ttlMs));
      return webhookIds.map((id) => found.get(id) ?? copies.get(id)?.lane);
    },
    set: (lane, now) => void copies.set(lane.webhookId, { lane, readAt: now }),
  };
}
