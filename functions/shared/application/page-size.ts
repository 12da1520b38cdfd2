/** Where a page ends, in bytes: half of the 6 MB that a function may answer (Lambda quota for synchronous responses). */
const pageBytes = 3_000_000;

/**
 * The first of these items that one answer holds; at least one, as no item is larger than 400 KB (DynamoDB quota).
 * They are measured as they travel: as JSON, which is escaped once more as the body of the function's answer.
 */
export function fittingItems<Item>(items: readonly Item[]): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(item)));
    return index > 0 && bytes > pageBytes;
  });
  return end === -1 ? items : items.slice(0, end);
}
