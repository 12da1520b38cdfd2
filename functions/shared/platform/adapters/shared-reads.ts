import { LRUCache } from 'lru-cache';

type Settings<Value> = Readonly<{
  ttlMs: number;
  /** All values together, in the units of `sizeOf`. */
  maxSize: number;
  maxEntries?: number | undefined;
  /** The size that a value counts for while it is being read. */
  sizeWhileReading: number;
  /** The size of a value; undefined if it must not be cached. */
  sizeOf: (value: Value) => number | undefined;
}>;

/** Caches reads by key: concurrent callers share one read. A failed read is not cached, so that the next one reads again. */
export function sharedReads<Value>({ ttlMs, maxSize, maxEntries, sizeWhileReading, sizeOf }: Settings<Value>) {
  const cache = new LRUCache<string, { readonly reading: Promise<Value> }>({
    maxSize,
    ...(maxEntries !== undefined && { max: maxEntries }),
    ttl: ttlMs,
    // Setting the size later does not extend the TTL.
    noUpdateTTL: true,
    // The wall clock, read each time: the monotonic clock may stand still while the function is frozen.
    perf: Date,
    ttlResolution: 0,
  });
  return (key: string, read: () => Promise<Value>): Promise<Value> => {
    const known = cache.get(key);
    if (known) return known.reading;
    const reading = read();
    cache.set(key, { reading }, { size: sizeWhileReading });
    const isCurrent = () => cache.peek(key)?.reading === reading;
    const forget = () => isCurrent() && cache.delete(key);
    reading.then((value) => {
      const size = sizeOf(value);
      if (size === undefined) forget();
      // In a new object; for the same one the cache would assume that the size is unchanged.
      else if (isCurrent()) cache.set(key, { reading }, { size });
    }, forget);
    return reading;
  };
}
