import { cached } from '../../platform/adapters/cached.ts';
import type { KeyStore } from '../application/ports.ts';

/** How long a key is cached: it must be refused within seconds of being revoked (product contract). */
const ttlMs = 3_000;

/** Caches keys for seconds, and only those that exist: guessed keys must not evict valid ones. */
export const cachedKeys = (keys: Pick<KeyStore, 'find'>): Pick<KeyStore, 'find'> => ({
  find: cached((ref) => keys.find(ref), {
    keyOf: ({ space, keyId }) => `${space}#${keyId}`,
    ttlMs,
    maxEntries: 1_000,
    cachesAbsence: false,
  }),
});
