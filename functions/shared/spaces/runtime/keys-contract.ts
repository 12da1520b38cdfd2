import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { spaceRoles } from '../../platform/domain/roles.ts';
import {
  id,
  name,
  noBody,
  noQuery,
  pageOf,
  pageQuery,
  timestamp,
  utcTimestamp,
} from '../../platform/runtime/fields.ts';
import { portalRoles } from '../domain/api-key.ts';

const role = z.enum(spaceRoles).meta({
  description:
    '`manager`: full access to the space; `viewer`: read access, with secrets masked; `producer`: sends events.',
});

const key = z
  .object({
    id,
    name,
    role,
    createdAt: timestamp,
    expiresAt: timestamp.optional(),
    portalLink: z.boolean().optional().meta({ description: 'True for the key of a portal link.' }),
  })
  .meta({ id: 'ApiKey' });

const newKey = key
  .extend({
    key: z.string().meta({ description: 'The secret key. It is shown only in this response and not stored.' }),
  })
  .meta({ id: 'NewApiKey' });

const keyDraft = z.strictObject({ name, role, expiresAt: utcTimestamp.optional() }).meta({ id: 'ApiKeyDraft' });

export const keyDraftPart = keyDraft.partial();

/** A day: a page of the customer's creates a new link whenever it is opened. */
const maxLinkSeconds = 86_400;

const portalLinkDraft = z
  .strictObject({
    role: z
      .enum(portalRoles)
      .meta({ description: '`manager`: full access to the space, except new keys and links; `viewer`: read access.' }),
    expiresInSeconds: z.int().min(60).max(maxLinkSeconds).default(3_600),
  })
  .meta({ id: 'PortalLinkDraft' });

const portalLink = z
  .object({
    id,
    role: z.enum(portalRoles),
    url: z
      .url()
      .meta({ description: 'Opens the console and signs in. It is shown only in this response and not stored.' }),
    expiresAt: timestamp,
  })
  .meta({ id: 'PortalLink' });

export const createKey = operation({
  route: 'POST /v1/spaces/{space}/keys',
  operationId: 'createKey',
  summary: 'Create an API key of a space',
  description: 'A portal link cannot create keys.',
  query: noQuery,
  body: keyDraft,
  repeatable: true,
  example: { name: 'Integration tests', role: 'manager' },
  success: { status: 201, description: 'The key. It is shown only once.', body: newKey },
});

export const listKeys = operation({
  route: 'GET /v1/spaces/{space}/keys',
  operationId: 'listKeys',
  summary: 'List the API keys of a space, oldest first',
  query: pageQuery,
  body: noBody,
  success: { status: 200, description: 'A page of keys, without the secret keys.', body: pageOf(key) },
});

export const revokeKey = operation({
  route: 'DELETE /v1/spaces/{space}/keys/{keyId}',
  operationId: 'revokeKey',
  summary: 'Revoke an API key',
  description: 'The key stops working within seconds. A portal link cannot revoke keys.',
  query: noQuery,
  body: noBody,
  success: { status: 204, description: 'The key is revoked.' },
});

export const createPortalLink = operation({
  route: 'POST /v1/spaces/{space}/portal-links',
  operationId: 'createPortalLink',
  summary: 'Create a link to the console',
  description:
    'The link signs its holder in to this space, with this role, until it expires. Its key is in the fragment of the URL, ' +
    'which browsers do not send. The key is listed among the API keys and can be revoked there. A portal link cannot create ' +
    'or revoke keys and links.',
  query: noQuery,
  body: portalLinkDraft,
  repeatable: true,
  example: { role: 'viewer', expiresInSeconds: 3_600 },
  success: { status: 201, description: 'The link. It is shown only once.', body: portalLink },
});
