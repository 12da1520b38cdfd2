import { beforeEach, describe, expect, test } from '@jest/globals';
import { createKey } from '../../../functions/shared/spaces/runtime/keys-contract.ts';
import { listWebhooks } from '../../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf, createdId } from '../../support/answers.ts';
import { type ApiCall, adminKey, InProcessApi } from '../../support/in-process-api.ts';

let api: InProcessApi;
let manager: string;

beforeEach(async () => {
  api = new InProcessApi();
  manager = await api.createSpace('acme');
});

const call = (method: string, path: string, body?: unknown, more: Partial<ApiCall> = {}) =>
  api.call({ method, path: `/v1/spaces/acme${path}`, key: manager, body, ...more });

async function newWebhook(fields: object = {}): Promise<string> {
  const created = await call('POST', '/webhooks', { name: 'One', url: 'https://example.com/', ...fields });
  return `/webhooks/${createdId(created)}`;
}

describe('lists', () => {
  test('go on where they were, whatever came meanwhile', async () => {
    for (const name of ['a', 'b', 'c']) await newWebhook({ name });
    const first = bodyOf(listWebhooks, await call('GET', '/webhooks', undefined, { query: { limit: '2' } }));
    expect(first).toMatchObject({ items: [{ name: 'a' }, { name: 'b' }] });
    await newWebhook({ name: 'd' });
    expect(await call('GET', '/webhooks', undefined, { query: { cursor: first.next ?? '' } })).toMatchObject({
      body: { items: [{ name: 'c' }, { name: 'd' }], next: null },
    });
  });

  test.each<[string, (cursor: string) => string, string]>([
    ['of another list', (cursor) => cursor, '/rules'],
    ['that was changed', (cursor) => `${cursor.startsWith('A') ? 'B' : 'A'}${cursor.slice(1)}`, '/webhooks'],
    ['that is none', () => 'nonsense', '/webhooks'],
  ])('refuse a cursor %s', async (_what, change, path) => {
    for (const name of ['a', 'b']) await newWebhook({ name });
    const { next } = bodyOf(listWebhooks, await call('GET', '/webhooks', undefined, { query: { limit: '1' } }));
    const answer = await call('GET', path, undefined, { query: { cursor: change(next ?? '') } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'cursor' }] } });
  });

  test.each<Record<string, string>>([
    { limit: '0' },
    { limit: '101' },
    { limit: 'x' },
    { limit: '' },
    { order: 'asc' },
  ])('refuse %j', async (query) => {
    expect(await call('GET', '/webhooks', undefined, { query })).toMatchObject({ status: 400 });
  });
});

describe('a repeated request', () => {
  const once = (path: string, body: object, key = 'k1') =>
    call('POST', path, body, { headers: { 'idempotency-key': key } });

  test('creates once and returns the same, a key with its text', async () => {
    const first = await once('/keys', { name: 'x', role: 'viewer' });
    expect(await once('/keys', { name: 'x', role: 'viewer' })).toMatchObject({ status: 201, body: first.body });
    expect(await once('/keys', { name: 'y', role: 'viewer' })).toMatchObject({ status: 422 });
    expect(await once('/keys', { name: 'y', role: 'viewer' }, 'k2')).toMatchObject({ status: 201 });
  });

  test('is a new one after a day', async () => {
    const event = { type: 'hit.detected', data: 1 };
    await once('/events', event);
    api.clock.advance(24 * 60 * 60 * 1_000);
    expect(await once('/events', { ...event, data: 2 })).toMatchObject({ status: 202 });
  });

  test('refused the first time leaves the key free', async () => {
    await newWebhook({ name: 'Taken' });
    const body = { name: 'Taken', url: 'https://example.com/' };
    expect(await once('/webhooks', body)).toMatchObject({ status: 409 });
    expect(await once('/webhooks', { ...body, name: 'Free' })).toMatchObject({ status: 201 });
  });

  test.each(['', 'ä', 'x'.repeat(256), 'a b'])('needs a sensible key, not "%s"', async (key) => {
    expect(await once('/webhooks', { name: 'x', url: 'https://example.com/' }, key)).toMatchObject({ status: 400 });
  });
});

describe('bodies', () => {
  const post = (body: string, headers?: Record<string, string>) => call('POST', '/events', body, { headers });

  test.each([
    ['no body', '', {}, 400],
    ['no JSON', '{"type":', {}, 400],
    ['no object', '[]', {}, 400],
    ['a surrogate alone', '{"type":"a","data":"\\ud800"}', {}, 400],
    ['what is nested too deep', `{"type":"a","data":${'['.repeat(100)}${']'.repeat(100)}}`, {}, 400],
    ['another content type', '{}', { 'content-type': 'text/plain' }, 415],
    ['no content type', '{}', { 'content-type': '' }, 415],
    ['too much', `{"type":"a","data":"${'x'.repeat(262_144)}"}`, {}, 413],
  ])('%s is refused', async (_what, body, headers, status) => {
    expect(await post(body, headers)).toMatchObject({ status, body: { status } });
    expect(api.publisher.published).toEqual([]);
  });

  test('JSON of every spelling is taken', async () => {
    for (const type of ['application/json', 'application/json; charset=utf-8', 'application/cloudevents+json']) {
      expect(await post('{"type":"a","data":null}', { 'content-type': type })).toMatchObject({ status: 202 });
    }
  });
});

test('an expired key is refused, one about to expire is not', async () => {
  const expiresAt = new Date(api.clock.now().getTime() + 1_000).toISOString();
  const { key } = bodyOf(createKey, await call('POST', '/keys', { name: 'short', role: 'viewer', expiresAt }));
  expect(await call('GET', '/webhooks', undefined, { key })).toMatchObject({ status: 200 });
  api.clock.advance(1_000);
  expect(await call('GET', '/webhooks', undefined, { key })).toMatchObject({ status: 401 });
  expect(await call('POST', '/keys', { name: 'past', role: 'viewer', expiresAt })).toMatchObject({ status: 400 });
});

test('a deleted space takes its keys along at once', async () => {
  expect(await api.call({ method: 'DELETE', path: '/v1/spaces/acme', key: adminKey })).toMatchObject({ status: 204 });
  expect(await call('GET', '/webhooks')).toMatchObject({ status: 401 });
  expect(api.removed).toEqual([{ kind: 'space', space: 'acme' }]);
});

test('the problem of an internal fault has no details', async () => {
  api.configuration.webhooks.list = () => Promise.reject(new Error('the table is on fire'));
  const answer = await call('GET', '/webhooks');
  expect(answer).toMatchObject({ status: 500, body: { type: 'urn:posthorn:problem:internal' } });
  expect(JSON.stringify(answer.body)).not.toMatch(/fire/);
});

test.each([
  ['PUT', '/v1/spaces', 405, 'POST, GET'],
  ['GET', '/v1/nothing', 404, undefined],
])('%s %s is %i', async (method, path, status, allow) => {
  const answer = await api.call({ method, path });
  expect(answer.status).toBe(status);
  expect(answer.headers.allow).toBe(allow);
});
