import { LRUCache } from 'lru-cache';
import { type EventStore, type StoredEvent, storedEventKey } from '../application/ports.ts';

/** How long an event is cached: sending it to thousands of webhooks takes a minute or two (docs/scale.md). */
const ttlMs = 60_000;
/** All events together, in characters of JSON: some hundred of the largest, in a function of 512 MB. */
const maxSize = 32 * 1024 * 1024;
/** The size that an event counts for while it is being read: the largest possible. */
const largestSize = 256 * 1024;

type Finder = Pick<EventStore, 'find'>;

/**
 * An event that is too large for the message is read once per container, not once per delivery: an event of 192 KB
 * takes 48 read units, of which a partition has 3,000 a second. Deliveries of one batch share a read. Only events that
 * were found are cached, and only under the key of the very event, which never changes.
 */
export function cachedEvents({ find }: Finder): Finder {
  const kept = new LRUCache<string, { readonly reading: Promise<StoredEvent | undefined> }>({
    maxSize,
    ttl: ttlMs,
    // Setting the size later does not extend the TTL.
    noUpdateTTL: true,
    // The wall clock, read each time: the monotonic clock may stand still while the function is frozen.
    perf: Date,
    ttlResolution: 0,
  });
  return {
    async find(ref) {
      if (!('envelopeId' in ref)) return find(ref);
      const key = storedEventKey(ref);
      const known = kept.get(key);
      if (known) return known.reading;
      const reading = find(ref);
      kept.set(key, { reading }, { size: largestSize });
      const forget = () => kept.peek(key)?.reading === reading && kept.delete(key);
      reading.then((found) => {
        if (found === undefined) forget();
        else if (kept.peek(key)?.reading === reading)
          // In a new object; for the same one the cache would assume that the size is unchanged.
          kept.set(key, { reading }, { size: JSON.stringify(found.event).length });
      }, forget);
      return reading;
    },
  };
}
