import * as z from 'zod';
import { apiRoutes } from '../../api/domain/api-routes.ts';
import { idempotencyKeyPattern, ifMatchPattern, ifNoneMatchPattern } from '../../api/runtime/api-request.ts';
import { batchOf, type Operation } from '../../api/runtime/operation.ts';
import { type PathParameter, pathParameters } from '../../api/runtime/path-parameters.ts';
import type { JsonObject } from '../../platform/domain/merge-patch.ts';
import { noBody } from '../../platform/runtime/fields.ts';
import { operationGroups } from './all-operations.ts';
import { collectSchemas, type SchemaCollection } from './json-schema.ts';
import { problemResponses, responsesTo } from './responses.ts';

const introduction = `Posthorn delivers events to webhooks. Producers put events on the bus or send them to this API.
Managers configure which endpoints receive which events. Each delivery is signed, retried for 36 hours and recorded.

Errors are problem documents (RFC 9457) whose \`errors\` name the invalid fields. Only errors of the API gateway itself
have another form: a 429 above its throttle, a 413 above its own limit, or a 503. Lists are paginated: send \`next\` as
\`cursor\` to read the next page. A POST with an \`Idempotency-Key\` is executed once in 24 hours. Resources that can be
changed have an \`ETag\`. Send it as \`If-Match\`, so that a change fails if the resource was changed in the meantime.
\`If-None-Match: *\` on a PUT creates a resource and never replaces one.`;

/** The contract as an OpenAPI 3.1 document, made from the schemas that validate. */
export function openApiDocument({ version }: Readonly<{ version: string }>): JsonObject {
  const schemas = collectSchemas();
  const paths = new Map<string, JsonObject>();
  for (const { tag, operations } of operationGroups) {
    for (const operation of operations) {
      const { method, path } = placeOf(operation);
      paths.set(path, { ...paths.get(path), [method]: describe(operation, { tag, schemas }) });
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Posthorn',
      version,
      description: introduction,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '.', description: 'The host of this document' }],
    security: [{ bearer: [] }],
    tags: operationGroups.map(({ tag: name, description }) => ({ name, description })),
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key (`phk_…`), the admin key, or a JWT of the configured issuer.',
        },
      },
      responses: problemResponses(schemas),
      schemas: schemas.schemas(),
    },
  };
}

function placeOf({ route }: Operation): Readonly<{ method: string; path: string }> {
  const [method = '', path = ''] = route.split(' ');
  return { method: method.toLowerCase(), path };
}

type Context = Readonly<{ tag: string; schemas: SchemaCollection }>;

function describe(operation: Operation, { tag, schemas }: Context): JsonObject {
  const { operationId, summary, description, route } = operation;
  const { roles } = apiRoutes[route];
  const who = roles === 'anyone' ? 'No authentication required.' : `Roles: ${roles.join(', ')}.`;
  return {
    operationId,
    tags: [tag],
    summary,
    description: description === undefined ? who : `${description}\n\n${who}`,
    ...(roles === 'anyone' ? { security: [] } : {}),
    parameters: [...pathOf(operation, schemas), ...queryOf(operation, schemas), ...headersOf(operation)],
    ...bodyOf(operation, schemas),
    responses: responsesTo(operation, { schemas, links: linksFrom(operation) }),
  };
}

function pathOf(operation: Operation, schemas: SchemaCollection): readonly JsonObject[] {
  return parametersIn(placeOf(operation).path).map((name) => ({
    name,
    in: 'path',
    required: true,
    schema: schemas.add(pathParameters[name], 'input'),
  }));
}

const isParameter = (name: string): name is PathParameter => Object.hasOwn(pathParameters, name);

const parametersIn = (path: string): readonly PathParameter[] =>
  [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) => (isParameter(name) ? [name] : []));

function queryOf({ query }: Operation, schemas: SchemaCollection): readonly JsonObject[] {
  const { properties = {} } = schemas.add(query, 'input');
  if (typeof properties !== 'object' || properties === null) return [];
  return Object.entries(properties).map(([name, schema]) => ({ name, in: 'query', required: false, schema }));
}

function headersOf({ route, conditional, repeatable }: Operation): readonly JsonObject[] {
  const optional = (name: string, description: string, { source: pattern }: RegExp): JsonObject => ({
    name,
    in: 'header',
    required: false,
    description,
    schema: { type: 'string', pattern },
  });
  return [
    ...(conditional
      ? [optional('If-Match', 'The `ETag` of the version to change; `*` for any existing version.', ifMatchPattern)]
      : []),
    ...(conditional && route.startsWith('PUT ')
      ? [optional('If-None-Match', '`*` to create the resource only if it does not exist.', ifNoneMatchPattern)]
      : []),
    ...(repeatable
      ? [
          optional(
            'Idempotency-Key',
            'Requests with the same key within 24 hours are executed once.',
            idempotencyKeyPattern,
          ),
        ]
      : []),
  ];
}

function bodyOf({ body, patch, example, batch }: Operation, schemas: SchemaCollection): JsonObject {
  if (body === noBody) return {};
  const required = !body.safeParse(undefined).success;
  const media: JsonObject = {
    schema: schemas.add(batch === undefined ? body : z.union([body, namedBatchOf(batch, body)]), 'input'),
    ...(example === undefined ? {} : { example }),
  };
  const types = patch ? ['application/merge-patch+json', 'application/json'] : ['application/json'];
  return { requestBody: { required, content: Object.fromEntries(types.map((type) => [type, media])) } };
}

const namedBatchOf = (batch: NonNullable<Operation['batch']>, body: z.ZodType) =>
  batchOf(batch, body).meta({ id: batch.name });

/** Links a creation to all operations on what was created. */
function linksFrom(creation: Operation): JsonObject {
  const { method, path } = placeOf(creation);
  if (method !== 'post' || creation.success.status !== 201) return {};
  const item = operationGroups
    .flatMap(({ operations }) => operations)
    .map((operation) => ({ operation, path: placeOf(operation).path }))
    .filter((other) => other.path.startsWith(`${path}/{`));
  const links = item.map(({ operation, path: itemPath }) => {
    const [own, ...further] = parametersIn(itemPath.slice(path.length));
    const known = parametersIn(path).map((name) => [name, `$request.path.${name}`]);
    if (own === undefined || further.length > 0) return undefined;
    const parameters = Object.fromEntries([...known, [own, '$response.body#/id']]);
    return [operation.operationId, { operationId: operation.operationId, parameters }] as const;
  });
  return Object.fromEntries(links.filter((link) => link !== undefined));
}
