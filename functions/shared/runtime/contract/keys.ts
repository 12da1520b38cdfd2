import * as z from 'zod';
import { spaceRoles } from '../../domain/roles.ts';
import { id, name, noBody, noQuery, pageOf, pageQuery, timestamp, utcTimestamp } from './fields.ts';
import { operation } from './operation.ts';

const role = z.enum(spaceRoles).meta({
  description: '`manager`: all of the space; `viewer`: reads, secrets masked; `producer`: sends events.',
});

const key = z.object({ id, name, role, createdAt: timestamp, expiresAt: timestamp.optional() }).meta({ id: 'ApiKey' });

const newKey = key
  .extend({ key: z.string().meta({ description: 'The key itself. It is shown this once and not kept.' }) })
  .meta({ id: 'NewApiKey' });

const keyDraft = z.strictObject({ name, role, expiresAt: utcTimestamp.optional() }).meta({ id: 'ApiKeyDraft' });

export const keyDraftPart = keyDraft.partial();

export const createKey = operation({
  route: 'POST /v1/spaces/{space}/keys',
  operationId: 'createKey',
  summary: 'Create an API key of a space',
  query: noQuery,
  body: keyDraft,
  repeatable: true,
  example: { name: 'Integration tests', role: 'manager' },
  success: { status: 201, description: 'The key, shown once.', body: newKey },
});

export const listKeys = operation({
  route: 'GET /v1/spaces/{space}/keys',
  operationId: 'listKeys',
  summary: 'List the API keys of a space, oldest first',
  query: pageQuery,
  body: noBody,
  success: { status: 200, description: 'A page of keys, without their texts.', body: pageOf(key) },
});

export const revokeKey = operation({
  route: 'DELETE /v1/spaces/{space}/keys/{keyId}',
  operationId: 'revokeKey',
  summary: 'Revoke an API key',
  description: 'Whoever still uses it is refused within seconds.',
  query: noQuery,
  body: noBody,
  success: { status: 204, description: 'The key is revoked.' },
});
