import { LRUCache } from 'lru-cache';
import type { KeyStore } from '../application/ports/key-store.ts';
import type { ApiKey } from '../domain/api-key.ts';

/** How long a key is believed: it must be refused within seconds of being revoked (product contract). */
const believedForMs = 3_000;
const keptKeys = 1_000;

/** Remembers keys for seconds, and only those that exist: guesses must not push out what is good. */
export function cachedKeys(keys: Pick<KeyStore, 'find'>): Pick<KeyStore, 'find'> {
  const kept = new LRUCache<string, ApiKey>({ max: keptKeys, ttl: believedForMs });
  return {
    async find(ref) {
      const name = `${ref.space}#${ref.keyId}`;
      const known = kept.get(name);
      if (known !== undefined) return known;
      const key = await keys.find(ref);
      if (key !== undefined) kept.set(name, key);
      return key;
    },
  };
}
