/**
 * A text that matches in any case: per character, its one or two forms. By Unicode's full mappings, one character at a
 * time, as EventBridge does: `ß` matches `SS`, but `s` does not match `ß`.
 */
export type CaselessText = readonly (readonly string[])[];

export const caseless = (text: string): CaselessText => [...text].map(writings);

function writings(character: string): readonly string[] {
  const lower = character.toLowerCase();
  const upper = character.toUpperCase();
  return lower === upper ? [lower] : [lower, upper];
}

export const equalsIgnoringCase = (sought: CaselessText, text: string): boolean =>
  endOfBeginning(sought, text) === text.length;

export const startsIgnoringCase = (sought: CaselessText, text: string): boolean => endOfBeginning(sought, text) >= 0;

/** None of a character's forms is a prefix or suffix of another, so that the first one found is the only one. */
function endOfBeginning(sought: CaselessText, text: string): number {
  let position = 0;
  for (const ways of sought) {
    const way = ways.find((each) => text.startsWith(each, position));
    if (way === undefined) return -1;
    position += way.length;
  }
  return position;
}

export function endsIgnoringCase(sought: CaselessText, text: string): boolean {
  let position = text.length;
  for (const ways of sought.toReversed()) {
    const way = ways.find((each) => text.endsWith(each, position));
    if (way === undefined) return false;
    position -= way.length;
  }
  return true;
}
