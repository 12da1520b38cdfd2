import { isJsonArray, type JsonValue } from '../../platform/domain/json.ts';
import { formatJsonPath, type JsonPath } from '../../platform/domain/json-path.ts';
import { parseText, renderText, type TemplateValues, textVariables } from './template-text.ts';

/** An error in a template, and its place. */
export type TemplateProblem = Readonly<{
  kind: 'unknown_variable' | 'unclosed_variable' | 'variable_in_name' | 'too_deep' | 'too_large';
  path: JsonPath;
  /** One sentence that names the place and the remedy. */
  message: string;
}>;

/** `too_large` is found before the text is built in full, so that no template can exhaust memory. */
export type Rendered = Readonly<{ kind: 'rendered'; json: string }> | Readonly<{ kind: 'too_large'; path: JsonPath }>;

/** Deepest template, in levels: far beyond any receiver's format, and safe to walk by recursion. */
const maxTemplateDepth = 64;

/** Largest body that a template may make of an event without content (product contract, checked on save). */
const maxTemplateBytes = 256 * 1024;

/** Runs in a browser, too: the console previews templates with this code. */
const utf8 = new TextEncoder();

type Rendering = Readonly<{ template: JsonValue; values: TemplateValues; maxBytes: number }>;

/** Renders a template as JSON text. Values are written as JSON strings or values, so they cannot change its shape. */
export function renderTemplate({ template, values, maxBytes }: Rendering): Rendered {
  const texts: string[] = [];
  let bytes = 0;
  for (const { text, path } of renderPieces(template, values, [])) {
    bytes += utf8.encode(text).length;
    if (bytes > maxBytes) return { kind: 'too_large', path };
    texts.push(text);
  }
  return { kind: 'rendered', json: texts.join('') };
}

/** All errors in a template, found when it is saved. */
export function checkTemplate(template: JsonValue): readonly TemplateProblem[] {
  const problems = [...findProblems(template, [])];
  if (problems.length > 0) return problems;
  const rendered = renderTemplate({ template, values: noValues, maxBytes: maxTemplateBytes });
  return rendered.kind === 'rendered' ? [] : [tooLarge(rendered.path)];
}

const noValues: TemplateValues = { ID: '', DATE: '', TYPE: '', TITLE: '', EVENT_MSG: '', DATA: null };

type Piece = Readonly<{ text: string; path: JsonPath }>;

function* renderPieces(template: JsonValue, values: TemplateValues, path: JsonPath): Generator<Piece> {
  if (typeof template === 'string') {
    for (const text of renderText(template, values)) yield { text, path };
  } else if (template === null || typeof template !== 'object') {
    yield { text: JSON.stringify(template), path };
  } else if (isJsonArray(template)) {
    yield { text: '[', path };
    for (const [index, item] of template.entries()) {
      if (index > 0) yield { text: ',', path };
      yield* renderPieces(item, values, [...path, index]);
    }
    yield { text: ']', path };
  } else {
    yield { text: '{', path };
    for (const [index, [name, item]] of Object.entries(template).entries()) {
      const place = [...path, name];
      yield { text: `${index > 0 ? ',' : ''}${JSON.stringify(name)}:`, path: place };
      yield* renderPieces(item, values, place);
    }
    yield { text: '}', path };
  }
}

function* findProblems(template: JsonValue, path: JsonPath): Generator<TemplateProblem> {
  if (path.length > maxTemplateDepth) {
    yield tooDeep(path);
  } else if (typeof template === 'string') {
    yield* findTextProblems(template, path);
  } else if (template !== null && typeof template === 'object') {
    for (const [name, item] of isJsonArray(template) ? template.entries() : Object.entries(template)) {
      const place = [...path, name];
      if (typeof name === 'string') yield* findNameProblems(name, place);
      yield* findProblems(item, place);
    }
  }
}

function* findTextProblems(text: string, path: JsonPath): Generator<TemplateProblem> {
  const place = formatJsonPath(path);
  for (const part of parseText(text)) {
    if (part.kind === 'unknown') {
      const message = `The variable ${shorten(part.text)} at ${place} is unknown; use one of ${knownVariables}.`;
      yield { kind: 'unknown_variable', path, message };
    }
    if (part.kind === 'unclosed') {
      const message = `The variable that begins ${shorten(part.text)} at ${place} has no closing bracket; add it.`;
      yield { kind: 'unclosed_variable', path, message };
    }
  }
}

function* findNameProblems(name: string, path: JsonPath): Generator<TemplateProblem> {
  if (parseText(name).every((part) => part.kind === 'literal')) return;
  const message = `The property name at ${formatJsonPath(path)} contains a variable; use variables in values only.`;
  yield { kind: 'variable_in_name', path, message };
}

function tooDeep(path: JsonPath): TemplateProblem {
  const place = formatJsonPath(path.slice(0, 3));
  const message = `The template is nested more than ${maxTemplateDepth} levels deep under ${place}; make it flatter.`;
  return { kind: 'too_deep', path, message };
}

function tooLarge(path: JsonPath): TemplateProblem {
  const message = `The rendered template is larger than 256 KiB from ${formatJsonPath(path)} on; make it smaller.`;
  return { kind: 'too_large', path, message };
}

const knownVariables = [...textVariables, 'DATA', 'DATA.<path>'].map((name) => `\${${name}}`).join(', ');

/** Enough of a text to recognise it by. */
function shorten(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 40)}…`;
}
