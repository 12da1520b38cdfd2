import * as z from 'zod';

/** Any value JSON can say (RFC 8259). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Not walked through: whatever a schema is given was JSON text before, so that a walk would tell nothing. */
export const jsonValue = z.custom<JsonValue>((value) => value !== undefined);

/** `Array.isArray` for JSON: the built-in does not narrow readonly arrays. */
export function isJsonArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

export function isJsonObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !isJsonArray(value);
}
