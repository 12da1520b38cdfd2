import { type Outcome, ok } from '../../platform/application/outcome.ts';
import type { Page, PageRequest } from '../../platform/application/ports.ts';
import { decodeCursor, encodeCursor } from '../../platform/domain/cursor.ts';
import { invalid } from './body-check.ts';
import type { ApiResponse } from './serve.ts';

export type PageQuery = Readonly<{ limit: number; cursor?: string | undefined }>;

/** Decodes a list's cursor, runs the list, and encodes the next cursor; `list` names the list with its filters. */
export async function pageResponse<Item>(
  { list, query }: Readonly<{ list: string; query: PageQuery }>,
  { read, view }: Readonly<{ read: (page: PageRequest) => Promise<Page<Item>>; view: (item: Item) => unknown }>,
): Promise<Outcome<ApiResponse>> {
  const position = readCursor(list, query.cursor);
  if (!position.ok) return position;
  const page = await read({ limit: query.limit, after: position.value });
  return ok({ body: pageBody(list, { page, view }) });
}

/** The position of a cursor; undefined for the beginning. */
export function readCursor(list: string, cursor: string | undefined): Outcome<string | undefined> {
  const position = cursor === undefined ? undefined : decodeCursor(list, cursor);
  if (cursor === undefined || position !== undefined) return ok(position);
  return invalid([{ path: 'cursor', message: 'must be the "next" of a previous page of this list' }]);
}

/** A page in the form of every list. */
export const pageBody = <Item>(
  list: string,
  { page, view }: Readonly<{ page: Page<Item>; view: (item: Item) => unknown }>,
) => ({ items: page.items.map(view), next: page.next === undefined ? null : encodeCursor(list, page.next) });
