export type BatchLimits<Item> = Readonly<{ maxItems: number; maxBytes: number; bytesOf: (item: Item) => number }>;

/** Packs items into batches within the limits, in their order, one batch at a time. One too large has its own batch. */
export function* packBatches<Item>(
  items: Iterable<Item>,
  { maxItems, maxBytes, bytesOf }: BatchLimits<Item>,
): Generator<readonly Item[]> {
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (batch.length === maxItems || (batch.length > 0 && bytes + size > maxBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
