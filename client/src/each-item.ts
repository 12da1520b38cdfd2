type Page<Item> = Readonly<{ items: readonly Item[]; next: string | null }>;

/**
 * Every item of a list, page by page as they are asked for:
 * `eachItem((cursor) => posthorn.GET('/v1/spaces', { params: { query: { cursor } } }))`
 */
export async function* eachItem<Item>(
  readPage: (cursor: string | undefined) => Promise<Readonly<{ data: Page<Item> }>>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined;
  do {
    const { data } = await readPage(cursor);
    yield* data.items;
    cursor = data.next ?? undefined;
  } while (cursor !== undefined);
}
