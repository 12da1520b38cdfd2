import { beforeAll, describe, expect, test } from '@jest/globals';
import { createPosthornClient, eachItem, ProblemError } from '../../client/src/index.ts';
import { createRule } from '../../functions/shared/rules/runtime/rules-contract.ts';
import { createKey, createPortalLink } from '../../functions/shared/spaces/runtime/keys-contract.ts';
import { listSpaces } from '../../functions/shared/spaces/runtime/spaces-contract.ts';
import { readSecret } from '../../functions/shared/webhooks/runtime/webhook-secrets-contract.ts';
import { createWebhook, listWebhooks } from '../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf } from '../support/answers.ts';
import { type ApiMethod, api } from '../support/deployed-api.ts';
import { adminKey, stack } from '../support/deployed-stack.ts';

const space = `api-${Date.now().toString(36)}`;
const other = `${space}-b`;
const keys: Record<string, string> = {};

beforeAll(async () => {
  for (const id of [space, other]) {
    const created = await api({
      method: 'POST',
      path: '/v1/spaces',
      key: adminKey,
      body: { id, name: 'Acme', ownerEmail: 'owner@example.com' },
    });
    expect(created).toMatchObject({ status: 201, body: { id } });
  }
  for (const role of ['manager', 'viewer', 'producer']) keys[role] = await newKey(space, role);
  keys.stranger = await newKey(other, 'manager');
});

async function newKey(of: string, role: string): Promise<string> {
  const answer = await api({
    method: 'POST',
    path: `/v1/spaces/${of}/keys`,
    key: adminKey,
    body: { name: role, role },
  });
  expect(answer).toMatchObject({ status: 201, body: { key: expect.stringMatching(/^phk_/) } });
  return bodyOf(createKey, answer).key;
}

const webhooks = `/v1/spaces/${space}/webhooks`;

const newWebhook = (name: string, fields: object = {}) =>
  api({
    method: 'POST',
    path: webhooks,
    key: keys.manager,
    body: { name, url: 'https://example.com/hooks', eventTypes: ['hit.*', 'hit.detected'], ...fields },
  });

test('spaces are listed page by page', async () => {
  const first = await api({ method: 'GET', path: '/v1/spaces?limit=1', key: adminKey });
  expect(first).toMatchObject({ status: 200, body: { items: [{ id: expect.any(String) }], next: expect.any(String) } });
  const { items, next } = bodyOf(listSpaces, first);
  const second = await api({ method: 'GET', path: `/v1/spaces?limit=1&cursor=${next}`, key: adminKey });
  expect(second).toMatchObject({ status: 200, body: { items: [{ id: expect.any(String) }] } });
  expect(second.body).not.toMatchObject({ items });
});

test('a portal link signs in to its space with its role, and makes no keys', async () => {
  const path = `/v1/spaces/${space}`;
  const made = await api({
    method: 'POST',
    path: `${path}/portal-links`,
    key: keys.manager,
    body: { role: 'manager' },
  });
  expect(made).toMatchObject({ status: 201, body: { url: expect.stringContaining('/console/#token=phk_') } });
  const { url } = bodyOf(createPortalLink, made);
  expect(url.startsWith(stack.outputs.ApiUrl)).toBe(true);
  const key = new URL(url).hash.slice('#token='.length);
  expect(await api({ method: 'GET', path: webhooks, key })).toMatchObject({ status: 200 });
  const { body } = await api({ method: 'GET', path: `${path}/keys`, key });
  expect(body).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ portalLink: true })]) });
  const refused = await api({ method: 'POST', path: `${path}/keys`, key, body: { name: 'Mine', role: 'viewer' } });
  expect(refused).toMatchObject({ status: 403 });
});

test('the client reads lists to their end, knows versions, and throws what the API refuses', async () => {
  const admin = createPosthornClient({ baseUrl: stack.apiUrl, token: adminKey });
  const limit = 1;
  const ids: string[] = [];
  for await (const { id } of eachItem((cursor) => admin.GET('/v1/spaces', { params: { query: { limit, cursor } } }))) {
    ids.push(id);
  }
  expect(ids).toEqual(expect.arrayContaining([space, other]));
  const params = { path: { space: other } };
  const { response } = await admin.GET('/v1/spaces/{space}', { params });
  const header = { 'If-Match': response.headers.get('etag') ?? '' };
  const { data } = await admin.PATCH('/v1/spaces/{space}', { params: { ...params, header }, body: { name: 'Other' } });
  expect(data.name).toBe('Other');
  const stale = admin.PATCH('/v1/spaces/{space}', { params: { ...params, header }, body: { name: 'Another' } });
  await expect(stale).rejects.toThrow(ProblemError);
  await expect(stale).rejects.toMatchObject({ status: 412, problem: { type: 'urn:posthorn:problem:changed' } });
});

describe('webhooks', () => {
  test('are created, read, listed, changed and deleted', async () => {
    const created = await newWebhook('Life cycle', { headers: { 'X-Api-Key': 'hush' } });
    expect(created).toMatchObject({
      status: 201,
      body: { name: 'Life cycle', headers: { 'X-Api-Key': '***' }, secret: '***', eventTypes: ['hit.*'] },
    });
    const { id } = bodyOf(createWebhook, created);
    const path = `${webhooks}/${id}`;
    expect(created.headers.get('location')).toBe(path);
    expect(created.headers.get('etag')).toBe('"1"');

    const patched = await api({
      method: 'PATCH',
      path,
      key: keys.manager,
      headers: { 'if-match': '"1"', 'content-type': 'application/merge-patch+json' },
      body: { description: 'changed', headers: { 'X-Api-Key': '***', 'X-More': 'x' }, eventTypes: [] },
    });
    expect(patched).toMatchObject({ status: 200, body: { description: 'changed', eventTypes: [] } });
    const stale = await api({
      method: 'PATCH',
      path,
      key: keys.manager,
      headers: { 'if-match': '"1"' },
      body: { description: 'too late' },
    });
    expect(stale).toMatchObject({ status: 412, body: { type: 'urn:posthorn:problem:changed' } });

    expect(await api({ method: 'GET', path, key: keys.viewer })).toMatchObject({ status: 200, body: patched.body });
    expect(await api({ method: 'GET', path: `${path}/secret`, key: keys.manager })).toMatchObject({
      status: 200,
      body: { secret: expect.stringMatching(/^whsec_/), previous: [] },
    });
    expect(await api({ method: 'GET', path: `${path}/secret`, key: keys.viewer })).toMatchObject({ status: 403 });

    expect(await api({ method: 'DELETE', path, key: keys.manager })).toMatchObject({ status: 204 });
    expect(await api({ method: 'GET', path, key: keys.manager })).toMatchObject({ status: 404 });
    expect(await newWebhook('Life cycle')).toMatchObject({ status: 201 });
  });

  test('have names of their own', async () => {
    expect(await newWebhook('Twin')).toMatchObject({ status: 201 });
    expect(await newWebhook('Twin')).toMatchObject({ status: 409, body: { errors: [{ path: 'name' }] } });
  });

  test('are listed page by page', async () => {
    for (const name of ['p1', 'p2', 'p3']) await newWebhook(name);
    const first = await api({ method: 'GET', path: `${webhooks}?limit=2`, key: keys.viewer });
    const { next } = bodyOf(listWebhooks, first);
    const second = await api({ method: 'GET', path: `${webhooks}?limit=2&cursor=${next}`, key: keys.viewer });
    expect(second).toMatchObject({ status: 200, body: { items: [{}, {}] } });
    expect(await api({ method: 'GET', path: `${webhooks}?cursor=x${next}`, key: keys.viewer })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'cursor' }] },
    });
  });

  test('are created once per Idempotency-Key', async () => {
    const send = (name: string) =>
      api({
        method: 'POST',
        path: webhooks,
        key: keys.manager,
        headers: { 'idempotency-key': 'once' },
        body: { name, url: 'https://example.com/' },
      });
    const first = await send('Once');
    expect(await send('Once')).toMatchObject({ status: 201, body: first.body });
    expect(await send('Twice')).toMatchObject({ status: 422 });
  });
});

describe('refusals are problems', () => {
  type Refused = Partial<Omit<Parameters<typeof api>[0], 'key'>> & Readonly<{ path: string; as?: string }>;
  const refused: readonly (readonly [title: string, request: Refused, status: number])[] = [
    ['no key', { path: webhooks }, 401],
    ['a wrong key', { path: webhooks, as: 'unknown' }, 401],
    ['a key of another space', { path: webhooks, as: 'stranger' }, 404],
    ['a wrong role', { path: webhooks, as: 'producer' }, 403],
    ['no such webhook', { path: `${webhooks}/01JCH5Q2M8Z0V6W3X9Y4T7R1KD`, as: 'viewer' }, 404],
    ['an id that none could have', { path: `${webhooks}/..%2f`, as: 'viewer' }, 404],
    ['no such path', { path: '/v2/spaces' }, 404],
    ['a method that the path lacks', { path: webhooks, method: 'PUT' }, 405],
    ['malformed JSON', { method: 'POST', path: webhooks, as: 'manager', body: '{' }, 400],
    ['an unknown field', { method: 'POST', path: webhooks, as: 'manager', body: { colour: 1 } }, 400],
    [
      'a wrong content type',
      {
        method: 'POST',
        path: webhooks,
        as: 'manager',
        body: '{}',
        headers: { 'content-type': 'text/plain' },
      },
      415,
    ],
    ['a body too large', { method: 'POST', path: webhooks, as: 'manager', body: { name: 'x'.repeat(300_000) } }, 413],
  ];
  test.each(refused)('%s', async (_, { as, ...request }, status) => {
    const key = as && (keys[as] ?? 'wrong');
    const answer = await api({ method: 'GET', ...request, key });
    expect(answer).toMatchObject({ status, body: { status, title: expect.any(String), errors: expect.any(Array) } });
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
  });
});

test('an event is accepted, and one with an Idempotency-Key has the same id each time', async () => {
  const path = `/v1/spaces/${space}/events`;
  const send = (body: object, headers = {}) => api({ method: 'POST', path, key: keys.producer, body, headers });
  expect(await send({ type: 'hit.detected', id: 'own-1', data: null })).toMatchObject({
    status: 202,
    body: { id: 'own-1' },
  });
  const key = { 'idempotency-key': 'event-1' };
  const first = await send({ type: 'hit.detected', data: 1 }, key);
  expect(first.status).toBe(202);
  expect(await send({ type: 'hit.detected', data: 1 }, key)).toMatchObject({ status: 202, body: first.body });
  expect(await send({ type: 'hit.detected', data: 2 }, key)).toMatchObject({ status: 422 });
});

test('many events are accepted in one body, each by itself', async () => {
  const events = [
    { type: 'hit.detected', id: 'many-1', data: 1 },
    { type: 'hit.detected', wrong: 1 },
    ...Array.from({ length: 11 }, (_, index) => ({ type: 'hit.detected', id: `many-${index + 2}`, data: index })),
  ];
  const answer = await api({
    method: 'POST',
    path: `/v1/spaces/${space}/events`,
    key: keys.producer,
    body: { events },
  });
  expect(answer.status).toBe(207);
  const statuses = events.map((_, index) => ({ status: index === 1 ? 400 : 202 }));
  expect(answer.body).toMatchObject({ results: statuses });
});

test('a revoked key is refused within seconds', async () => {
  const key = await newKey(space, 'viewer');
  const [, , id] = key.split('_');
  expect(await api({ method: 'GET', path: webhooks, key })).toMatchObject({ status: 200 });
  const revoked = await api({ method: 'DELETE', path: `/v1/spaces/${space}/keys/${id}`, key: keys.manager });
  expect(revoked).toMatchObject({ status: 204 });
  const until = Date.now() + 10_000;
  let status = 200;
  while (status === 200 && Date.now() < until) ({ status } = await api({ method: 'GET', path: webhooks, key }));
  expect(status).toBe(401);
}, 15_000);

test('a deleted space is gone at once, and its id is not free while its events are kept', async () => {
  await api({
    method: 'POST',
    path: `/v1/spaces/${other}/webhooks`,
    key: keys.stranger,
    body: { name: 'x', url: 'https://example.com' },
  });
  expect(await api({ method: 'DELETE', path: `/v1/spaces/${other}`, key: adminKey })).toMatchObject({ status: 204 });
  expect(await api({ method: 'GET', path: `/v1/spaces/${other}`, key: adminKey })).toMatchObject({ status: 404 });
  const again = { id: other, name: 'Again', ownerEmail: 'a@example.com' };
  expect(await api({ method: 'POST', path: '/v1/spaces', key: adminKey, body: again })).toMatchObject({ status: 409 });
});

const call = (method: ApiMethod, path: string, body?: unknown) =>
  api({ method, path: `/v1/spaces/${space}${path}`, key: keys.manager, body });

test('notifications belong to a webhook, one per event type', async () => {
  const { id } = bodyOf(createWebhook, await newWebhook('With words'));
  const path = `/webhooks/${id}/notifications`;
  const created = await call('POST', path, { eventType: 'hit.detected', title: 'Hit!' });
  expect(created).toMatchObject({ status: 201, body: { id: 'hit.detected', title: 'Hit!' } });
  expect(await call('POST', path, { eventType: 'hit.detected' })).toMatchObject({ status: 409 });
  expect(await call('PATCH', `${path}/hit.detected`, { title: null, message: 'Look' })).toMatchObject({
    status: 200,
    body: { message: 'Look' },
  });
  expect(await call('GET', path)).toMatchObject({ status: 200, body: { items: [{ message: 'Look' }], next: null } });
  expect(await call('DELETE', `${path}/hit.detected`)).toMatchObject({ status: 204 });
  const nowhere = '/webhooks/01JCH5Q2M8Z0V6W3X9Y4T7R1KD/notifications';
  expect(await call('POST', nowhere, { eventType: 'hit.detected' })).toMatchObject({ status: 404 });
  expect(await call('GET', nowhere)).toMatchObject({ status: 404 });
});

test('rules name webhooks of the space', async () => {
  const { id } = bodyOf(createWebhook, await newWebhook('Step'));
  const rule = {
    name: 'Escalate',
    ownerEmail: 'owner@example.com',
    trigger: { eventType: 'score.changed' },
    scope: { type: 'portfolio', portfolioId: 'p1' },
    steps: [{ webhookId: id }],
  };
  const created = await call('POST', '/rules', rule);
  expect(created).toMatchObject({ status: 201, body: { ...rule, enabled: true } });
  expect(await call('POST', '/rules', rule)).toMatchObject({ status: 409, body: { errors: [{ path: 'name' }] } });
  const { id: ruleId } = bodyOf(createRule, created);
  expect(await call('PATCH', `/rules/${ruleId}`, { scope: { type: 'own' }, enabled: false })).toMatchObject({
    status: 200,
    body: { scope: { type: 'own' }, enabled: false },
  });
  const missing = { ...rule, name: 'Other', steps: [{ webhookId: '01JCH5Q2M8Z0V6W3X9Y4T7R1KD' }] };
  expect(await call('POST', '/rules', missing)).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'steps.0.webhookId' }] },
  });
  expect(await call('DELETE', `/rules/${ruleId}`)).toMatchObject({ status: 204 });
  expect(await call('POST', '/rules', rule)).toMatchObject({ status: 201 });
  expect(await call('GET', '/rules')).toMatchObject({ status: 200, body: { items: [{ name: 'Escalate' }] } });
});

test('scorecards are put and read', async () => {
  const scorecard = { domain: 'example.com', groups: ['own', 'portfolio:p1'] };
  expect(await call('PUT', '/scorecards/s-1', scorecard)).toMatchObject({ status: 200, body: { id: 's-1' } });
  const again = await call('PUT', '/scorecards/s-1', { ...scorecard, groups: [] });
  expect(again).toMatchObject({ status: 200, body: { groups: [] } });
  expect(again.headers.get('etag')).toBe('"2"');
  expect(await call('GET', '/scorecards')).toMatchObject({ status: 200, body: { items: [{ id: 's-1' }] } });
  expect(await call('DELETE', '/scorecards/s-1')).toMatchObject({ status: 204 });
  expect(await call('GET', '/scorecards/s-1')).toMatchObject({ status: 404 });
});

test('spaces are changed, and their keys are listed', async () => {
  const path = `/v1/spaces/${space}`;
  expect(await api({ method: 'PATCH', path, key: adminKey, body: { name: 'Changed' } })).toMatchObject({
    status: 200,
    body: { name: 'Changed' },
  });
  expect(await api({ method: 'GET', path: `${path}/keys`, key: adminKey })).toMatchObject({
    status: 200,
    body: { items: expect.arrayContaining([expect.objectContaining({ role: 'manager' })]) },
  });
});

test('an event must fit the schema of its type', async () => {
  const schema = { type: 'object', properties: { severity: { type: 'integer' } }, required: ['severity'] };
  expect(await call('PUT', '/event-types/checked.type', { schema: { type: 'wrong' } })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'schema.type' }, {}, {}] },
  });
  expect(await call('PUT', '/event-types/checked.type', { schema, example: {} })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'example' }] },
  });
  expect(await call('PUT', '/event-types/checked.type', { schema, example: { severity: 1 } })).toMatchObject({
    status: 200,
  });
  expect(await call('POST', '/events', { type: 'checked.type', data: { severity: 'high' } })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'data.severity', message: 'must be integer' }] },
  });
  expect(await call('POST', '/events', { type: 'checked.type', data: { severity: 3 } })).toMatchObject({ status: 202 });
  expect(await call('GET', '/event-types')).toMatchObject({ status: 200, body: { items: [{ type: 'checked.type' }] } });
  expect(await call('DELETE', '/event-types/checked.type')).toMatchObject({ status: 204 });
  expect(await call('GET', '/event-types/checked.type')).toMatchObject({ status: 404 });
});

test('spaces, keys, notifications and rules are created once per Idempotency-Key', async () => {
  const { id: webhookId } = bodyOf(createWebhook, await newWebhook('Repeated'));
  const creations: readonly (readonly [path: string, body: object, key?: string])[] = [
    ['', { id: `${space}-once`, name: 'Repeated', ownerEmail: 'owner@example.com' }, adminKey],
    ['/keys', { name: 'repeated', role: 'viewer' }],
    [`/webhooks/${webhookId}/notifications`, { eventType: 'hit.detected' }],
    [
      '/rules',
      {
        name: 'Repeated',
        ownerEmail: 'owner@example.com',
        trigger: { eventType: 'score.changed' },
        scope: null,
        steps: [{ webhookId }],
      },
    ],
  ];
  for (const [path, body, key = keys.manager] of creations) {
    const send = () =>
      api({
        method: 'POST',
        path: path === '' ? '/v1/spaces' : `/v1/spaces/${space}${path}`,
        key,
        headers: { 'idempotency-key': 'once' },
        body,
      });
    const first = await send();
    expect(first).toMatchObject({ status: 201 });
    expect(await send()).toMatchObject({ status: 201, body: first.body });
  }
});

test('a rotated secret signs on until the overlap ends', async () => {
  const { id } = bodyOf(createWebhook, await newWebhook('Rotating'));
  const before = bodyOf(readSecret, await call('GET', `/webhooks/${id}/secret`));
  const rotated = await call('POST', `/webhooks/${id}/secret/rotate`);
  expect(rotated).toMatchObject({ status: 200, body: { previous: [{ secret: before.secret }] } });
  expect(await call('POST', `/webhooks/${id}/secret/rotate`, { overlapSeconds: 0 })).toMatchObject({
    status: 200,
    body: { previous: [] },
  });
});

test('a draft is tried out before it is saved', async () => {
  const answer = await call('POST', '/webhooks/test', {
    url: 'https://127.0.0.1:9/',
    headers: { 'X-Api-Key': 'hush' },
  });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      request: { method: 'POST', headers: { 'X-Api-Key': '***', 'webhook-signature': expect.stringMatching(/^v1,/) } },
      response: null,
      verdict: { outcome: 'failed', failure: 'connect_refused', retried: true },
    },
  });
  expect(await call('POST', '/webhooks/test', { url: 'https://10.0.0.1/' })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'url' }] },
  });
});

describe('the document', () => {
  test('is public, and covers every route', async () => {
    const answer = await api({ method: 'GET', path: '/openapi.json' });
    expect(answer).toMatchObject({ status: 200, body: { openapi: '3.1.0', servers: [{ url: '.' }] } });
    expect(await api({ method: 'GET', path: '/healthz' })).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  test('is shown by a viewer that takes nothing from elsewhere', async () => {
    const page = await api({ method: 'GET', path: '/docs' });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/);
    const parts = [...String(page.body).matchAll(/(?:src|href)="([^"]+)"/g)].map(([, part]) => part);
    expect(parts).toEqual(['docs/swagger-ui.css', 'docs/swagger-ui-bundle.js', 'docs/start.js']);
    for (const part of parts) {
      const file = await api({ method: 'GET', path: `/${part}` });
      expect(file.status).toBe(200);
      expect(String(file.body).length).toBeGreaterThan(100);
    }
    expect(await api({ method: 'GET', path: '/docs/handler.mjs' })).toMatchObject({ status: 404 });
  });
});
