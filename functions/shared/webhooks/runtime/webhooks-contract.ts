import * as z from 'zod';
import { operation } from '../../api/runtime/operation.ts';
import { id, noBody, noQuery, pageOf, pageQuery } from '../../platform/runtime/fields.ts';
import { listedWebhook, webhook, webhookDraft, webhookPatch } from './webhook-schemas.ts';

export const createWebhook = operation({
  route: 'POST /v1/spaces/{space}/webhooks',
  operationId: 'createWebhook',
  summary: 'Create a webhook',
  query: noQuery,
  body: webhookDraft,
  repeatable: true,
  example: {
    name: 'Alerts to Slack',
    url: 'https://hooks.slack.com/services/T000/B000/XXXX',
    eventTypes: ['hit.detected', 'system.*'],
    filter: { data: { severity: [{ numeric: ['>=', 3] }] } },
    payload: { format: 'template', template: { text: '*${TITLE}*\n${EVENT_MSG}' } },
  },
  success: { status: 201, description: 'The webhook. Secrets are masked.', body: webhook },
});

export const listWebhooks = operation({
  route: 'GET /v1/spaces/{space}/webhooks',
  operationId: 'listWebhooks',
  summary: 'List the webhooks of a space, oldest first',
  query: pageQuery,
  body: noBody,
  success: {
    status: 200,
    description: 'A page of webhooks with their health. Secrets are masked.',
    body: pageOf(listedWebhook),
  },
});

export const readWebhook = operation({
  route: 'GET /v1/spaces/{space}/webhooks/{webhookId}',
  operationId: 'readWebhook',
  summary: 'Read a webhook',
  query: noQuery,
  body: noBody,
  success: { status: 200, description: 'The webhook. Secrets are masked.', body: webhook },
});

export const changeWebhook = operation({
  route: 'PATCH /v1/spaces/{space}/webhooks/{webhookId}',
  operationId: 'changeWebhook',
  summary: 'Change a webhook',
  description:
    'A JSON merge patch (RFC 7396): null resets a field to its default, except that `secret: null` stops signing, and ' +
    '`disableAfterFailingSeconds: null` means never. A `filter` is replaced as a whole. ' +
    'A new `secret` replaces all older ones at once; rotate the secret instead if both should be active for a time. Another ' +
    '`signature.algorithm` without a `secret` creates a new key, and the previous secrets stay active for a day.',
  query: noQuery,
  body: webhookPatch,
  patch: true,
  conditional: true,
  example: { status: 'paused', headers: { 'X-Api-Key': 'new value', 'X-Old': null } },
  success: { status: 200, description: 'The updated webhook. Secrets are masked.', body: webhook },
});

export const deleteWebhook = operation({
  route: 'DELETE /v1/spaces/{space}/webhooks/{webhookId}',
  operationId: 'deleteWebhook',
  summary: 'Delete a webhook',
  description:
    'Its subscriptions end at once; its notifications and deliveries are removed shortly after. If a rule calls the webhook, the response is a 409, unless `force` is true. With `force` these rules are disabled, and the response lists them.',
  query: z.strictObject({
    force: z
      .enum(['true', 'false'])
      .default('false')
      .meta({ description: 'Whether to disable the rules that call the webhook.' }),
  }),
  body: noBody,
  conditional: true,
  success: { status: 204, description: 'The webhook is deleted.' },
  alternative: {
    status: 200,
    description: 'The webhook is deleted, and these rules are disabled.',
    body: z.object({ disabledRules: z.array(z.object({ id, name: z.string() })) }).meta({ id: 'DisabledRules' }),
  },
});
