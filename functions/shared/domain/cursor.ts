import { createHash } from 'node:crypto';

/** Characters of the digest in front of the position: 72 bits, enough to notice any accident. */
const digestLength = 12;

/**
 * Makes a place in a list into an opaque text, bound to that list and its filters.
 * It needs no key: a position is never more than a place in the caller's own list.
 */
export function encodeCursor(list: string, position: string): string {
  return Buffer.from(digest(list, position) + position).toString('base64url');
}

/** The position, or nothing when the text was made for another list or tampered with. */
export function decodeCursor(list: string, cursor: string): string | undefined {
  const text = Buffer.from(cursor, 'base64url').toString();
  const position = text.slice(digestLength);
  return position !== '' && encodeCursor(list, position) === cursor ? position : undefined;
}

const digest = (list: string, position: string): string =>
  createHash('sha256').update(`${list}\n${position}`).digest('base64url').slice(0, digestLength);
