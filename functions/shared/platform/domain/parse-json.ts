import type { JsonValue } from './json.ts';

/** A body parsed as JSON. */
export type ParsedJson = Readonly<{ kind: 'json'; value: JsonValue }> | Readonly<{ kind: 'not_json' }>;

/** Reads a body as UTF-8 JSON (RFC 8259). */
export function parseJson(body: Uint8Array): ParsedJson {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    const value: JsonValue = JSON.parse(text);
    return { kind: 'json', value };
  } catch {
    return { kind: 'not_json' };
  }
}
