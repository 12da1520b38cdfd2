import { type Outcome, ok } from '../../platform/application/outcome.ts';
import { type JsonValue, jsonValue } from '../../platform/domain/json.ts';
import { check } from './body-check.ts';
import { batchOf, type Operation } from './operation.ts';
import { internalError, problemBody, problemOf } from './problem.ts';

/** The outcome of one of many: as if it had been sent alone, or a fault of ours. */
export type ItemOutcome = Outcome<JsonValue> | Error;

/** How a route parses many bodies from one, and answers them; undefined for a route that takes one at a time. */
export function batchBodies({ batch, success }: Operation) {
  if (batch === undefined) return undefined;
  const { member } = batch;
  const schema = batchOf(batch, jsonValue);
  return {
    isIn: (json: JsonValue | undefined) => typeof json === 'object' && json !== null && Object.hasOwn(json, member),
    /** The bodies, each still to be checked; the rest of the request is not. */
    read(json: JsonValue | undefined): Outcome<readonly JsonValue[]> {
      const parsed = check(schema, json);
      return parsed.ok ? ok(parsed.value[member] ?? []) : parsed;
    },
    /**
     * Answers each with the status and the body that it would have alone. If all had a fault of ours, so has the
     * request.
     */
    response(outcomes: readonly ItemOutcome[], { requestId }: Readonly<{ requestId: string }>) {
      const faults = outcomes.filter((outcome) => outcome instanceof Error);
      if (faults.length === outcomes.length) throw faults[0];
      const results = outcomes.map((outcome) => {
        if (!(outcome instanceof Error) && outcome.ok) return { status: success.status, body: outcome.value };
        const problem = outcome instanceof Error ? internalError : problemOf(outcome.refusal);
        return { status: problem.status, body: problemBody(problem, requestId) };
      });
      return ok({ status: 207, body: { results }, faults } as const);
    },
  };
}
