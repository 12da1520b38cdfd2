/** Size of a page, in bytes: half of the 6 MB that a function may return (Lambda quota for synchronous responses). */
const pageBytes = 3_000_000;

/**
 * The first of these items that fit one response; at least one, as no item is larger than 400 KB (DynamoDB quota). Their
 * size is measured as it is sent: as JSON, escaped once more as the body of the function's response.
 */
export function fittingItems<Item>(items: readonly Item[]): readonly Item[] {
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += Buffer.byteLength(JSON.stringify(JSON.stringify(item)));
    return index > 0 && bytes > pageBytes;
  });
  return end === -1 ? items : items.slice(0, end);
}
