/** A text in which each `*` matches any text, also an empty one: the pieces between the stars, in order. */
export type Wildcard = readonly Piece[];

/** A text to be found, and how far a search may fall back after a mismatch (Knuth, Morris, Pratt). */
type Piece = Readonly<{ text: string; fallbacks: readonly number[] }>;

export type ParsedWildcard =
  | Readonly<{ kind: 'wildcard'; wildcard: Wildcard }>
  | Readonly<{ kind: 'refused'; message: string }>;

/** Parses `*` as any text, `\*` as a star and `\\` as a backslash. */
export function parseWildcard(source: string): ParsedWildcard {
  const texts = [''];
  let before = '';
  for (const [part] of source.matchAll(/\\[*\\]|./gs)) {
    if (part === '\\') return refuse('has an invalid escape: write \\* for the character *, \\\\ for a backslash');
    if (part === '*' && before === '*') return refuse('must not have two consecutive *: one * matches any text');
    if (part === '*') texts.push('');
    else texts.push(`${texts.pop()}${part.length === 2 ? part.charAt(1) : part}`);
    before = part;
  }
  return { kind: 'wildcard', wildcard: texts.map((text) => ({ text, fallbacks: fallbacksOf(text) })) };
}

const refuse = (message: string): ParsedWildcard => ({ kind: 'refused', message });

/** Whether the whole text matches. Takes steps in proportion to the text's length, for any wildcard. */
export function fitsWildcard([first, ...rest]: Wildcard, text: string): boolean {
  const last = rest.pop();
  if (first === undefined) return false;
  if (last === undefined) return text === first.text;
  const end = text.length - last.text.length;
  if (end < first.text.length || !text.startsWith(first.text) || !text.endsWith(last.text)) return false;
  let position = first.text.length;
  for (const piece of rest) {
    position = endOf(piece, { text, from: position, end });
    if (position < 0) return false;
  }
  return true;
}

/** The end of the first occurrence of the piece within the bounds; less than 0 if there is none. */
function endOf(
  { text: sought, fallbacks }: Piece,
  { text, from, end }: Readonly<{ text: string; from: number; end: number }>,
): number {
  let found = 0;
  for (let position = from; position < end; position += 1) {
    const code = text.charCodeAt(position);
    while (found > 0 && sought.charCodeAt(found) !== code) found = fallbacks[found - 1] ?? 0;
    if (sought.charCodeAt(found) === code) found += 1;
    if (found === sought.length) return position + 1;
  }
  return -1;
}

/** For each prefix of the text, the length of its longest proper prefix that is also its suffix. */
function fallbacksOf(text: string): readonly number[] {
  const fallbacks = [0];
  let length = 0;
  for (let position = 1; position < text.length; position += 1) {
    while (length > 0 && text[position] !== text[length]) length = fallbacks[length - 1] ?? 0;
    if (text[position] === text[length]) length += 1;
    fallbacks.push(length);
  }
  return fallbacks;
}
