import type { JsonValue } from './json.ts';

export type JsonObject = Readonly<{ [key: string]: JsonValue }>;

/** A patch as a schema parses it: members that were not sent may be present as undefined. */
export type JsonPatch = Readonly<{ [key: string]: JsonValue | undefined }>;

/** JSON merge patch (RFC 7396): `null` removes a member, an object is merged, anything else replaces. */
export function mergePatch(target: JsonObject, patch: JsonPatch): JsonObject {
  const merged = new Map(Object.entries(target));
  for (const [name, change] of Object.entries(patch)) {
    if (change === undefined) continue;
    if (change === null) merged.delete(name);
    else merged.set(name, isObject(change) ? mergePatch(objectOrEmpty(merged.get(name)), change) : change);
  }
  return Object.fromEntries(merged);
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectOrEmpty = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});
