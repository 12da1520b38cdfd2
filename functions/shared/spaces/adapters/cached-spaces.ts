import { cached } from '../../platform/adapters/cached.ts';
import type { SpaceStore } from '../application/ports.ts';

/** How long the existence or absence of a space is cached. */
const ttlMs = 3_000;

/** Reads whether a space exists, and caches this for seconds. */
export function cachedSpaceExists(spaces: Pick<SpaceStore, 'find'>): (spaceId: string) => Promise<boolean> {
  const find = cached((spaceId: string) => spaces.find(spaceId), {
    keyOf: (spaceId) => spaceId,
    ttlMs,
    maxEntries: 1_000,
    cachesAbsence: true,
  });
  return async (spaceId) => (await find(spaceId)) !== undefined;
}
