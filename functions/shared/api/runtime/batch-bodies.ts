import { type Outcome, ok } from '../../platform/application/outcome.ts';
import { type JsonValue, jsonValue } from '../../platform/domain/json.ts';
import { check } from './body-check.ts';
import { batchOf, type Operation } from './operation.ts';
import { internalError, problemBody, problemOf } from './problem.ts';

/** The outcome of one of many: as in a request of its own, or an internal fault. */
export type ItemOutcome = Outcome<JsonValue> | Error;

/** How a route parses the items of a batch and responds to them; undefined for a route without batches. */
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
     * Returns for each item the status and body of a request of its own. If all had an internal fault, so has the
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
