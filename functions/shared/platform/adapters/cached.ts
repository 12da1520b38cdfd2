import { LRUCache } from 'lru-cache';

type Settings<Ref> = Readonly<{
  keyOf: (ref: Ref) => string;
  ttlMs: number;
  maxEntries: number;
  /** All values together, in characters as JSON. */
  maxSize?: number | undefined;
  /** Whether the absence of a value is cached, too. */
  cachesAbsence: boolean;
}>;

/** Caches values for a limited time, so that a stream of equal reads reaches the store seldom. */
export function cached<Ref, Value>(
  find: (ref: Ref) => Promise<Value | undefined>,
  { keyOf, ttlMs, maxEntries, maxSize, cachesAbsence }: Settings<Ref>,
): (ref: Ref) => Promise<Value | undefined> {
  const cache = new LRUCache<string, { readonly value: Value | undefined }>({
    max: maxEntries,
    ttl: ttlMs,
    // The wall clock, read each time: the monotonic clock may stand still while the function is frozen, and a time kept
    // for a moment would be the one from before.
    perf: Date,
    ttlResolution: 0,
    ...(maxSize === undefined ? {} : { maxSize, sizeCalculation: (each) => JSON.stringify(each).length }),
  });
  return async (ref) => {
    const key = keyOf(ref);
    const known = cache.get(key);
    if (known !== undefined) return known.value;
    const value = await find(ref);
    if (value !== undefined || cachesAbsence) cache.set(key, { value });
    return value;
  };
}
