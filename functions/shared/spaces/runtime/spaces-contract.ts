import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { deleteOperation, listOperation, readOperation } from '../../api/runtime/resource-operations-contract.ts';
import { spaceIdPattern } from '../../platform/domain/resource-ids.ts';
import { email, name, noQuery, timestamp } from '../../platform/runtime/fields.ts';

const spaceId = z
  .string()
  .regex(spaceIdPattern, 'must be 1 to 40 lower-case letters, digits or inner hyphens')
  .meta({ description: 'A unique slug. It cannot be changed.', examples: ['acme'] });

const ownerEmail = email.meta({
  description: 'The address for mails about webhooks and rules that have no owner of their own.',
});

const space = z
  .object({ id: spaceId, name, ownerEmail, createdAt: timestamp, updatedAt: timestamp })
  .meta({ id: 'Space' });

export const createSpace = operation({
  route: 'POST /v1/spaces',
  operationId: 'createSpace',
  summary: 'Create a space',
  query: noQuery,
  body: z.strictObject({ id: spaceId, name, ownerEmail }).meta({ id: 'SpaceDraft' }),
  repeatable: true,
  example: { id: 'acme', name: 'Acme Inc.', ownerEmail: 'platform@acme.example' },
  success: { status: 201, description: 'The space.', body: space },
});

export const listSpaces = listOperation({
  route: 'GET /v1/spaces',
  operationId: 'listSpaces',
  summary: 'List all spaces, by id',
  plural: 'spaces',
  response: space,
});

export const readSpace = readOperation({
  route: 'GET /v1/spaces/{space}',
  operationId: 'readSpace',
  summary: 'Read a space',
  noun: 'space',
  response: space,
});

export const changeSpace = operation({
  route: 'PATCH /v1/spaces/{space}',
  operationId: 'changeSpace',
  summary: 'Change a space',
  query: noQuery,
  body: z.strictObject({ name: name.optional(), ownerEmail: ownerEmail.optional() }).meta({ id: 'SpacePatch' }),
  patch: true,
  conditional: true,
  example: { name: 'Acme International' },
  success: { status: 200, description: 'The updated space.', body: space },
});

export const deleteSpace = deleteOperation({
  route: 'DELETE /v1/spaces/{space}',
  operationId: 'deleteSpace',
  summary: 'Delete a space and everything in it',
  description:
    'The space is inaccessible at once: nothing is sent, accepted or read for it. Its webhooks, rules, keys and delivery records are removed shortly after. Its events stay stored until their retention ends, but no request can read them. Only then can the id be used again.',
  noun: 'space',
});
