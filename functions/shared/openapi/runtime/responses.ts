import * as z from 'zod';
import { apiRoutes } from '../../api/domain/api-routes.ts';
import type { Operation } from '../../api/runtime/operation.ts';
import { problemOf } from '../../api/runtime/problem.ts';
import type { Refusal } from '../../platform/application/outcome.ts';
import type { JsonObject } from '../../platform/domain/merge-patch.ts';
import type { SchemaCollection } from './json-schema.ts';

/** The body of every refusal. */
export const problem = z
  .object({
    type: z.string().meta({ examples: ['urn:posthorn:problem:invalid'] }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    errors: z.array(
      z.object({
        path: z.string().meta({
          description: 'The path of the field, with dots; empty for the whole body.',
          examples: ['eventTypes.0'],
        }),
        message: z.string(),
      }),
    ),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'An RFC 9457 problem.' });

/** One refusal of each status, as examples; their texts come from the code that makes them. */
const refusals: Readonly<Record<string, Refusal>> = {
  BadRequest: { kind: 'invalid', errors: [{ path: 'name', message: 'is required' }] },
  Unauthenticated: { kind: 'unauthenticated', detail: 'The API key is unknown, revoked or expired.' },
  Forbidden: { kind: 'forbidden', detail: 'This requires the role manager; the key has the role viewer.' },
  NotFound: { kind: 'not_found', detail: 'There is no such webhook.' },
  Conflict: {
    kind: 'conflict',
    errors: [{ path: 'name', message: 'is the name of another webhook of this space; choose another' }],
  },
  Changed: { kind: 'changed', version: 4 },
  TooLarge: { kind: 'too_large', limitBytes: 262_144 },
  WrongContentType: { kind: 'wrong_content_type', expected: 'application/json' },
  KeyReused: { kind: 'key_reused' },
  Busy: { kind: 'busy' },
};

/** The refusals as the document's shared responses. */
export function problemResponses(schemas: SchemaCollection): JsonObject {
  const schema = schemas.add(problem, 'output');
  const entries = Object.entries(refusals).map(([name, refusal]) => {
    const { status, type, title, detail, errors, headers = {} } = problemOf(refusal);
    const example = {
      type: `urn:posthorn:problem:${type}`,
      title,
      status,
      detail,
      errors: errors.map(({ path, message }) => ({ path, message })),
      requestId: 'JKJaXmPLvHcESHA=',
    };
    const described = Object.keys(headers).map((header) => [header, { schema: { type: 'string' } }]);
    return [
      name,
      {
        description: `${title}.`,
        ...(described.length > 0 ? { headers: Object.fromEntries(described) } : {}),
        content: { 'application/problem+json': { schema, example } },
      },
    ];
  });
  return Object.fromEntries(entries);
}

type Further = Readonly<{ schemas: SchemaCollection; links: JsonObject }>;

/** Every response of a route. */
export function responsesTo(operation: Operation, { schemas, links }: Further): JsonObject {
  const successes = successesOf(operation).map(({ status, description, body }): [string, JsonObject] => [
    String(status),
    {
      description,
      ...(status === operation.success.status && { headers: headersOf(operation) }),
      ...(body !== undefined && { content: { 'application/json': { schema: schemas.add(body, 'output') } } }),
      ...(status === operation.success.status && Object.keys(links).length > 0 && { links }),
    },
  ]);
  const refused = refusalsOf(operation).map((name): [string, JsonObject] => [
    String(refusalStatus(name)),
    { $ref: `#/components/responses/${name}` },
  ]);
  return Object.fromEntries([...successes, ...refused]);
}

/** The schema of the body of each response of a route, by status; undefined for a response without a body. */
export const responseSchemas = (operation: Operation): ReadonlyMap<number, z.ZodType | undefined> =>
  new Map([
    ...successesOf(operation).map(({ status, body }) => [status, body] as const),
    ...refusalsOf(operation).map((name) => [refusalStatus(name), problem] as const),
  ]);

type Success = Readonly<{ status: number; description: string; body?: z.ZodType | undefined }>;

const successesOf = ({ success, alternative, batch }: Operation): readonly Success[] => [
  success,
  ...(alternative === undefined ? [] : [alternative]),
  ...(batch === undefined ? [] : [{ status: 207, description: batch.description, body: resultsOf(batch) }]),
];

/** Each item has the response that it would have had in a request of its own. */
function resultsOf({ name, response }: NonNullable<Operation['batch']>): z.ZodType {
  const result = z.object({
    status: z.int().meta({ description: 'The status that the event would have received in a request of its own.' }),
    body: z.union([response, problem]),
  });
  return z.object({ results: z.array(result) }).meta({ id: `${name}Results` });
}

function refusalStatus(name: string): number {
  const refusal = refusals[name];
  if (refusal === undefined) throw new Error(`There is no refusal ${name}`);
  return problemOf(refusal).status;
}

function headersOf({ success, route }: Operation): JsonObject {
  const text = (description: string) => ({ description, schema: { type: 'string' } });
  return {
    ...(success.status === 201 ? { location: text('The URL of the new resource.') } : {}),
    ...(success.body !== undefined && route.includes('}')
      ? { etag: text('The version of the resource, if it has versions.') }
      : {}),
  };
}

function refusalsOf({ route, conditional, repeatable, alternative }: Operation): readonly string[] {
  const { roles } = apiRoutes[route];
  if (roles === 'anyone') return ['BadRequest'];
  const changes = !route.startsWith('GET ');
  const takesBody = changes && !route.startsWith('DELETE ');
  return [
    'BadRequest',
    'Unauthenticated',
    'Forbidden',
    'NotFound',
    ...(takesBody || alternative ? ['Conflict'] : []),
    ...(takesBody ? ['TooLarge', 'WrongContentType'] : []),
    ...(conditional ? ['Changed'] : []),
    ...(repeatable ? ['KeyReused'] : []),
    ...(changes ? ['Busy'] : []),
  ];
}
