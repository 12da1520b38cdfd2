import { describe, expect, test } from '@jest/globals';
import type { WebhookDraft } from '../../../client/src/generated/schema.ts';
import {
  changedPaths,
  draftOf,
  fieldsOf,
  knownErrors,
  newFields,
  type WebhookFields,
} from '../../../console/src/webhooks/webhook-fields.ts';
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

test('the API refuses what the form words itself, at the same fields', async () => {
  const fields: WebhookFields = {
    ...newFields,
    headers: [
      { name: 'x-team', value: 'crm' },
      { name: '', value: '' },
    ],
    signing: 'sha256',
    signatureHeader: '',
    usesOAuth: true,
    retrySchedule: '60, soon',
  };
  const known = knownErrors(fields);
  expect(known.map(({ path }) => path)).toEqual([
    'name',
    'url',
    'headers.',
    'signature.header',
    'auth.tokenUrl',
    'auth.clientId',
    'auth.clientSecret',
    'retrySchedule',
  ]);
  expect(known).toContainEqual(expect.objectContaining({ path: 'headers.', label: 'Header 2 name' }));
  // The API checks URLs when all fields are of the right form.
  const valid = { name: 'Named', headers: [], signatureHeader: 'x-sign', retrySchedule: '' };
  const inForm = { ...fields, ...valid, clientId: 'posthorn', clientSecret: 'hunter22' };
  const bodies = await Promise.all(
    [fields, inForm].map(async (each) => (await call('POST', '/webhooks', draftOf(each).draft)).body),
  );
  for (const { path } of known) {
    expect(JSON.stringify(bodies)).toContain(`"path":"${path}${path === 'retrySchedule' ? '.1' : ''}"`);
  }
  expect(knownErrors({ ...newFields, name: 'Complete', url: 'https://example.com/', retrySchedule: '60,600' })).toEqual(
    [],
  );
});

test('of the headers, only those that were changed or removed have obsolete errors', () => {
  const [one, two] = [
    { name: 'one', value: '1' },
    { name: 'two', value: '2' },
  ];
  const fields = { ...newFields, headers: [one, two] };
  expect(changedPaths(fields, { headers: [one, { ...two, value: '3' }] })).toEqual(['headers.two']);
  expect(changedPaths(fields, { headers: [two] })).toEqual(['headers.one']);
  expect(changedPaths(fields, { url: 'https://example.com/' })).toEqual(['url']);
});
