import type { JsonValue } from '../../platform/domain/json.ts';

/** Variables besides `DATA`. */
export const textVariables = ['ID', 'DATE', 'TYPE', 'TITLE', 'EVENT_MSG'] as const;
type TextVariable = (typeof textVariables)[number];

/** The values of the variables in one delivery. */
export type TemplateValues = Readonly<Record<TextVariable, string>> & Readonly<{ DATA: JsonValue }>;

/** A part of a template's string. */
export type TextPart =
  | Readonly<{ kind: 'literal'; text: string }>
  | Readonly<{ kind: 'variable'; name: TextVariable }>
  | Readonly<{ kind: 'data'; path: readonly string[] }>
  | Readonly<{ kind: 'unknown'; text: string }>
  | Readonly<{ kind: 'unclosed'; text: string }>;

/** `${NAME}` and `$[NAME]`; without its end, from the mark to the end of the string. */
const variablePattern = /\$\{(?<braced>[^{}]*)\}|\$\[(?<bracketed>[^[\]]*)\]|(?<unclosed>\$[{[].*)/gsu;

/** Splits a template's string into literal text and variables. */
export function parseText(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(variablePattern)) {
    if (match.index > end) parts.push({ kind: 'literal', text: text.slice(end, match.index) });
    parts.push(toPart(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: 'literal', text: text.slice(end) });
  return parts;
}

/** The pieces of JSON of a template's string: those of a text, or the value if it is exactly one `DATA` variable. */
export function* renderText(text: string, values: TemplateValues): Generator<string> {
  const parts = parseText(text);
  const [only] = parts;
  if (parts.length === 1 && only?.kind === 'data') {
    yield JSON.stringify(valueAt(values.DATA, only.path) ?? null);
    return;
  }
  // Part by part, so that the caller can stop at a limit: a text may name one large value thousands of times.
  yield '"';
  for (const part of parts) yield JSON.stringify(renderPart(part, values)).slice(1, -1);
  yield '"';
}

function toPart({ 0: text, groups }: RegExpExecArray): TextPart {
  if (groups?.unclosed !== undefined) return { kind: 'unclosed', text };
  const name = groups?.braced ?? groups?.bracketed ?? '';
  const variable = textVariables.find((known) => known === name);
  if (variable !== undefined) return { kind: 'variable', name: variable };
  const [head, ...path] = name.split('.');
  if (head === 'DATA' && path.every((segment) => segment !== '')) return { kind: 'data', path };
  return { kind: 'unknown', text };
}

function renderPart(part: TextPart, values: TemplateValues): string {
  switch (part.kind) {
    case 'variable':
      return values[part.name];
    case 'data':
      return asText(valueAt(values.DATA, part.path));
    case 'literal':
    case 'unknown':
    case 'unclosed':
      return part.text;
  }
}

/** Follows own properties and array indexes only, so that no path reaches a prototype. */
function valueAt(value: JsonValue, path: readonly string[]): JsonValue | undefined {
  let current: JsonValue | undefined = value;
  for (const segment of path) {
    if (current === null || typeof current !== 'object' || !Object.hasOwn(current, segment)) return undefined;
    current = Array.isArray(current) && segment === 'length' ? undefined : Reflect.get(current, segment);
  }
  return current;
}

function asText(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
