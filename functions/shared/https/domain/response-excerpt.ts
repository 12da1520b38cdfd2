/** How much of a response an attempt's record keeps, in bytes. */
export const maxExcerptBytes = 1024;

/** Text that is mostly unreadable is not worth showing: above this share of bad characters it counts as binary. */
const maxBadShare = 0.1;

/** Control characters but tab, line feed and carriage return; and what a decoder puts in place of bad UTF-8. */
const badCharacters = /[^\P{Cc}\t\n\r]|\ufffd/gu;

/**
 * The beginning of a response body as text that is safe to store and show: bad UTF-8 and control characters are
 * replaced by U+FFFD, a character that is incomplete at the end is left out, and binary content is only described.
 */
export function responseExcerpt(body: Uint8Array, maxBytes: number): string {
  // As a stream, the decoder holds an unfinished last character back instead of replacing it.
  const text = new TextDecoder().decode(body.subarray(0, maxBytes), { stream: body.length > maxBytes });
  const bad = text.match(badCharacters)?.length ?? 0;
  if (bad > text.length * maxBadShare) return `(binary content, ${body.length} bytes)`;
  return text.replace(badCharacters, '\ufffd');
}
