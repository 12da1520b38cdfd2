import type { SpaceStore } from '../application/ports/space-store.ts';
import { cached } from './cached.ts';

/** How long a space is believed to be there, or not. */
const ttlMs = 3_000;

/** Tells whether a space is there, and remembers it for seconds. */
export function cachedSpaceExists(spaces: Pick<SpaceStore, 'find'>): (spaceId: string) => Promise<boolean> {
  const find = cached((spaceId: string) => spaces.find(spaceId), {
    keyOf: (spaceId) => spaceId,
    ttlMs,
    maxEntries: 1_000,
    keepsAbsence: true,
  });
  return async (spaceId) => (await find(spaceId)) !== undefined;
}
