import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Operation } from '../../functions/shared/api/runtime/operation.ts';
import { operationGroups, undocumentedRoutes } from '../../functions/shared/openapi/runtime/all-operations.ts';
import { problem, responseSchemas } from '../../functions/shared/openapi/runtime/responses.ts';
import { id } from '../../functions/shared/platform/runtime/fields.ts';
import { routeOf } from './route-of.ts';

type Answer = Readonly<{ status: number; body: unknown }>;

/** The schema of an answer, by route and status. */
const documented = new Map(
  operationGroups
    .flatMap(({ operations }) => operations)
    .map((operation) => [operation.route, responseSchemas(operation)] as const),
);

/**
 * Throws unless the contract documents the answer: a status of its route, and a body that has the members of its schema
 * and no others. A fault of ours, and what is answered where there is no route, are problems.
 */
export function checkDocumented(call: Readonly<{ method: string; path: string }>, { status, body }: Answer): void {
  const { route } = routeOf(call.method, new URL(call.path, 'https://api.example.com').pathname);
  const schemas = documented.get(route);
  if (schemas === undefined && !undocumentedRoutes.includes(route)) throw new Error(`${route} is not in the contract`);
  if (status < 400 && schemas === undefined) return;
  const wrong = (fault: string) => new Error(`${route} answered ${status} ${JSON.stringify(body)}: ${fault}`);
  const isFault = status === 500;
  if (!isFault && schemas?.has(status) === false) throw wrong('the contract does not have this status');
  const schema = !isFault && schemas !== undefined ? schemas.get(status) : problem;
  const parsed = (schema ?? z.undefined()).safeParse(body);
  if (!parsed.success) throw wrong(z.prettifyError(parsed.error));
  if (!isDeepStrictEqual(parsed.data, body)) throw wrong(`the contract has ${JSON.stringify(parsed.data)}`);
}

/** The body that an operation answers with. */
export type BodyOf<Described extends Operation> = z.output<NonNullable<Described['success']['body']>>;

/** The body of the usual success answer of an operation; throws if the answer is another. */
export function bodyOf<Body extends z.ZodType>(
  { operationId, success }: Operation<z.ZodType, z.ZodType, Body>,
  { status, body }: Answer,
): z.output<Body> {
  if (status !== success.status || success.body === undefined) {
    throw new Error(`${operationId} answered ${status} ${JSON.stringify(body)}`);
  }
  return success.body.parse(body);
}

/** The errors of a refused request. */
export const errorsIn = ({ body }: Answer) => problem.parse(body).errors;

const identified = z.object({ id });

/** The id of what a call has created, whatever it is; throws if it has created nothing. */
export function createdId({ status, body }: Answer): string {
  if (status !== 201 && status !== 202) throw new Error(`Nothing was created: ${status} ${JSON.stringify(body)}`);
  return identified.parse(body).id;
}
