import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { roles } from '../../platform/domain/roles.ts';
import { noBody, noQuery } from '../../platform/runtime/fields.ts';

export const readHealth = operation({
  route: 'GET /healthz',
  operationId: 'readHealth',
  summary: 'Check that the API is available',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The API is available.', body: z.object({ status: z.literal('ok') }) },
});

export const readCaller = operation({
  route: 'GET /v1/caller',
  operationId: 'readCaller',
  summary: 'Read the identity of the caller',
  query: noQuery,
  body: noBody,
  success: {
    status: 200,
    description: 'The caller, by its key or token.',
    body: z
      .object({
        id: z
          .string()
          .meta({ description: "The key's id, or the token's subject.", examples: ['key:01JCH5Q2M8Z0V6W3X9Y4T7R1KD'] }),
        role: z.enum(roles),
        space: z
          .string()
          .optional()
          .meta({ description: 'The space that the key or token gives access to; absent for `admin`.' }),
        portalLink: z
          .boolean()
          .optional()
          .meta({ description: 'True for the key of a portal link, which cannot create keys or portal links.' }),
      })
      .meta({ id: 'Caller' }),
  },
});

export const readDocument = operation({
  route: 'GET /openapi.json',
  operationId: 'readOpenApiDocument',
  summary: 'Read this document',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'An OpenAPI 3.1 document.', body: z.looseObject({ openapi: z.string() }) },
});
