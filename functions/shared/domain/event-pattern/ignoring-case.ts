/**
 * A text whose characters may each stand in lower or upper case: per character, the one or two ways to write it.
 * By Unicode's full mappings, one character at a time, as EventBridge does: `ß` may be written `SS`, but `s` not `ß`.
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

/** Of one character's ways no one begins or ends with the other, so that the first that is there is the one. */
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
