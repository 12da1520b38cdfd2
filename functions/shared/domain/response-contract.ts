import { isJsonArray, type JsonValue } from './json.ts';

/** What a response's body says as JSON. */
export type ParsedJson = Readonly<{ kind: 'json'; value: JsonValue }> | Readonly<{ kind: 'not_json' }>;

/** Deepest response we keep, in levels: what we store must be safe to walk and to write out again. */
const maxResponseDepth = 100;

/** Reads a body as UTF-8 JSON (RFC 8259). */
export function parseJson(body: Uint8Array): ParsedJson {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const value: JsonValue = JSON.parse(text);
    return isDeeper(value, maxResponseDepth) ? { kind: 'not_json' } : { kind: 'json', value };
  } catch {
    return { kind: 'not_json' };
  }
}

/**
 * The value a receiver answers with: `output.response`, or else a top-level `response`.
 * Undefined when there is neither; a null under either name is a value.
 */
export function contractResponse(answer: JsonValue): JsonValue | undefined {
  const output = property(answer, 'output');
  const nested = output === undefined ? undefined : property(output, 'response');
  return nested === undefined ? property(answer, 'response') : nested;
}

function property(value: JsonValue, name: string): JsonValue | undefined {
  if (value === null || typeof value !== 'object' || isJsonArray(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

function isDeeper(value: JsonValue, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}
