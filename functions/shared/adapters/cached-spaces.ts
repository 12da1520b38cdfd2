import { LRUCache } from 'lru-cache';
import type { SpaceStore } from '../application/ports/space-store.ts';

/** How long a space is believed to be there, or not. */
const believedForMs = 3_000;
const keptSpaces = 1_000;

/** Tells whether a space is there, and remembers it for seconds. */
export function cachedSpaceExists(spaces: Pick<SpaceStore, 'find'>): (spaceId: string) => Promise<boolean> {
  const kept = new LRUCache<string, boolean>({ max: keptSpaces, ttl: believedForMs });
  return async (spaceId) => {
    const known = kept.get(spaceId);
    if (known !== undefined) return known;
    const exists = (await spaces.find(spaceId)) !== undefined;
    kept.set(spaceId, exists);
    return exists;
  };
}
