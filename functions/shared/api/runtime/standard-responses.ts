import * as z from 'zod';
import { type Outcome, ok } from '../../platform/application/outcome.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import type { ApiResponse } from './serve.ts';

const identified = z.looseObject({ id: z.string() });

/** The response to a creation: the location of the new resource, and its first version if it has versions. */
export function createdResponse(
  outcome: Outcome<JsonValue>,
  { path, version }: Readonly<{ path: string; version?: number }>,
): Outcome<ApiResponse> {
  if (!outcome.ok) return outcome;
  const { id } = identified.parse(outcome.value);
  return ok({ body: outcome.value, version, headers: { location: `${path}/${id}` } });
}

/** A response without a body. */
export const noContentResponse = (outcome: Outcome<undefined>): Outcome<ApiResponse> => (outcome.ok ? ok({}) : outcome);
