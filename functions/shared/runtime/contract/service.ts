import * as z from 'zod';
import { noBody, noQuery } from './fields.ts';
import { operation } from './operation.ts';

export const readHealth = operation({
  route: 'GET /healthz',
  operationId: 'readHealth',
  summary: 'Tell that the API answers',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'It answers.', body: z.object({ status: z.literal('ok') }) },
});

export const readDocument = operation({
  route: 'GET /openapi.json',
  operationId: 'readOpenApiDocument',
  summary: 'Read this document',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'An OpenAPI 3.1 document.', body: z.looseObject({ openapi: z.string() }) },
});
