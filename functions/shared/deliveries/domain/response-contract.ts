import { maxResponseBytes } from '../../https/domain/http-result.ts';
import { isJsonArray, type JsonValue } from '../../platform/domain/json.ts';
import { findJsonError } from '../../platform/domain/json-error.ts';

/**
 * Why a value from a response cannot be stored and passed on; undefined if it can. Serialized, it may be larger than it
 * was received: `1e20` becomes 21 digits.
 */
export function storageProblem(value: JsonValue): string | undefined {
  const fault = findJsonError(value);
  if (fault !== undefined) return fault.message;
  const isTooLarge = Buffer.byteLength(JSON.stringify(value)) > maxResponseBytes;
  return isTooLarge ? `has more than ${maxResponseBytes / 1024} KB as JSON` : undefined;
}

/**
 * The value in the body of a response: `output.response`, or else a top-level `response`. Undefined if there is neither; a
 * null under either name is a value.
 */
export function contractResponse(body: JsonValue): JsonValue | undefined {
  const output = property(body, 'output');
  const nested = output === undefined ? undefined : property(output, 'response');
  return nested === undefined ? property(body, 'response') : nested;
}

function property(value: JsonValue, name: string): JsonValue | undefined {
  if (value === null || typeof value !== 'object' || isJsonArray(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}
