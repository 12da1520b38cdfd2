import * as z from 'zod';

/** Any JSON value (RFC 8259). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The check is shallow: a schema's input was parsed from JSON text, so that a full walk would find nothing. */
export const jsonValue = z.custom<JsonValue>((value) => value !== undefined);

/** `Array.isArray` for JSON: the built-in does not narrow readonly arrays. */
export function isJsonArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isJsonObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !isJsonArray(value);
}
