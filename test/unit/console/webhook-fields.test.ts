import { describe, expect, test } from '@jest/globals';
import type { WebhookDraft } from '../../../client/src/generated/schema.ts';
import { draftOf, fieldsOf, newFields, type WebhookFields } from '../../../console/src/webhooks/webhook-fields.ts';
import { patchBetween } from '../../../console/src/webhooks/webhook-patch.ts';
import { createWebhook } from '../../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf } from '../../support/answers.ts';
import { InProcessApi } from '../../support/in-process-api.ts';

type Webhook = Parameters<typeof fieldsOf>[0];

const api = new InProcessApi();
const managed = api.createSpace('acme');
const call = async (method: string, path: string, body?: object) =>
  api.call({ method, path: `/v1/spaces/acme${path}`, key: await managed, ...(body !== undefined && { body }) });

async function create(name: string, fields: Partial<WebhookFields>): Promise<Webhook> {
  const { draft, errors } = draftOf({ ...newFields, name, url: 'https://example.com/', ...fields });
  expect(errors).toEqual([]);
  return bodyOf(createWebhook, await call('POST', '/webhooks', draft));
}

const filled: Partial<WebhookFields> = {
  description: 'All fields',
  method: 'PUT',
  headers: [{ name: 'x-team', value: 'crm' }],
  eventTypes: ['deal.won', 'deal.lost'],
  filter: '{"data":{"severity":[{"numeric":[">=",3]}]}}',
  format: 'template',
  template: '{"id":"${ID}"}',
  signing: 'sha256',
  signatureHeader: 'x-signature',
  usesOAuth: true,
  tokenUrl: 'https://example.com/token',
  clientId: 'posthorn',
  clientSecret: 'hunter22',
  scope: 'hooks',
  connectSeconds: '2',
  requestSeconds: '9',
  retrySchedule: '60, 600',
  perSecond: '7',
  disableAfterFailingSeconds: null,
  ownerEmail: 'vera@acme.example',
};

test.each([
  ['the defaults', {}],
  ['all fields', filled],
])('a webhook with %s is saved unchanged by a form that nobody touched', async (name, fields) => {
  const webhook = await create(name, fields);
  const before = draftOf(fieldsOf(webhook)).draft;
  expect(patchBetween(before, draftOf(fieldsOf(webhook)).draft)).toEqual({});
  const { status, body } = await call('PATCH', `/webhooks/${webhook.id}`, before);
  expect(status).toBe(200);
  const { updatedAt: _, ...same } = webhook;
  expect(body).toMatchObject(same);
});

describe('a change', () => {
  test('is sent alone, and null for what was removed', async () => {
    const fields = fieldsOf(await create('To be changed', filled));
    const changed = { ...fields, headers: [], perSecond: '', usesOAuth: false, connectSeconds: '3' };
    const patch = patchBetween(draftOf(fields).draft, draftOf(changed).draft);
    expect(patch).toEqual({
      headers: { 'x-team': null },
      rateLimit: null,
      auth: null,
      timeouts: { connectSeconds: 3 },
    });
  });

  test('of a filter or template sends it whole', () => {
    const before: WebhookDraft = {
      ...{ name: 'Alerts', url: 'https://example.com/' },
      filter: { data: { a: [1], b: [2] } },
      payload: { format: 'template', template: { a: 1, b: 2 } },
    };
    const template = { a: 1 };
    const filter = { data: { a: [1] } };
    const after: WebhookDraft = { ...before, filter, payload: { format: 'template', template } };
    expect(patchBetween(before, after)).toEqual({ filter, payload: { template } });
  });
});

test('invalid JSON is reported at its field, and nothing is sent', () => {
  const { errors } = draftOf({ ...newFields, format: 'template', template: '{', filter: 'x' });
  expect(errors.map(({ path }) => path)).toEqual(['payload.template', 'filter']);
});
