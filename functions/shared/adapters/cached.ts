import { LRUCache } from 'lru-cache';

type Settings<Ref> = Readonly<{
  keyOf: (ref: Ref) => string;
  ttlMs: number;
  maxEntries: number;
  /** All values together, in characters as JSON. */
  maxSize?: number | undefined;
  /** Whether it is remembered, too, that there is nothing. */
  keepsAbsence: boolean;
}>;

/** Remembers for a while what was found, so that a stream of the same questions costs a read now and then. */
export function cached<Ref, Value>(
  find: (ref: Ref) => Promise<Value | undefined>,
  { keyOf, ttlMs, maxEntries, maxSize, keepsAbsence }: Settings<Ref>,
): (ref: Ref) => Promise<Value | undefined> {
  const kept = new LRUCache<string, { readonly value: Value | undefined }>({
    max: maxEntries,
    ttl: ttlMs,
    // The wall clock, and asked each time: while a function is frozen another may stand still, and a time that is kept
    // for a moment would be the one from before.
    perf: Date,
    ttlResolution: 0,
    ...(maxSize === undefined ? {} : { maxSize, sizeCalculation: (each) => JSON.stringify(each).length }),
  });
  return async (ref) => {
    const key = keyOf(ref);
    const known = kept.get(key);
    if (known !== undefined) return known.value;
    const value = await find(ref);
    if (value !== undefined || keepsAbsence) kept.set(key, { value });
    return value;
  };
}
