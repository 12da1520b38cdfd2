import { createHash } from 'node:crypto';

/** Characters of the digest in front of the position: 72 bits, enough to detect any accidental change. */
const digestLength = 12;

/**
 * Encodes a position in a list as an opaque text, bound to that list and its filters. It needs no key: a position only
 * ever points into the caller's own list.
 */
export function encodeCursor(list: string, position: string): string {
  return Buffer.from(digest(list, position) + position).toString('base64url');
}

/** The position; undefined if the text was made for another list or was changed. */
export function decodeCursor(list: string, cursor: string): string | undefined {
  const text = Buffer.from(cursor, 'base64url').toString();
  const position = text.slice(digestLength);
  return position !== '' && encodeCursor(list, position) === cursor ? position : undefined;
}

const digest = (list: string, position: string): string =>
  createHash('sha256').update(`${list}\n${position}`).digest('base64url').slice(0, digestLength);
