import { beforeEach, describe, expect, test } from '@jest/globals';
import { createKey, createPortalLink, listKeys } from '../../../functions/shared/spaces/runtime/keys-contract.ts';
import { bodyOf } from '../../support/answers.ts';
import { adminKey, InProcessApi } from '../../support/in-process-api.ts';

let api: InProcessApi;
let manager: string;
beforeEach(async () => {
  api = new InProcessApi();
  manager = await api.createSpace('acme');
});

const path = '/v1/spaces/acme/portal-links';
const link = (body: object, more: Readonly<{ key?: string; headers?: Record<string, string> }> = {}) =>
  api.call({ method: 'POST', path, key: manager, body, ...more });
const get = (what: string, key: string) => api.call({ method: 'GET', path: `/v1/spaces/acme${what}`, key });
async function created(role: string, expiresInSeconds = 3_600) {
  const { id, url } = bodyOf(createPortalLink, await link({ role, expiresInSeconds }));
  return { id, url, token: new URL(url).hash.slice('#token='.length) };
}

describe('a portal link', () => {
  test('opens the console with a key in the fragment, for a while', async () => {
    expect(await link({ role: 'viewer', expiresInSeconds: 60 })).toMatchObject({
      status: 201,
      body: {
        role: 'viewer',
        url: expect.stringMatching(/^https:\/\/api\.example\.com\/console\/#token=phk_acme_[0-9A-Z]{26}_[0-9a-f]{64}$/),
        expiresAt: '2026-11-22T10:01:00.000Z',
      },
    });
    const { token } = await created('viewer', 60);
    expect(await get('/webhooks', token)).toMatchObject({ status: 200 });
    api.clock.advance(60_000);
    expect(await get('/webhooks', token)).toMatchObject({ status: 401 });
  });

  test.each([
    ['a role beyond a manager’s or viewer’s', { role: 'producer' }, 'role'],
    ['the platform’s role', { role: 'admin' }, 'role'],
    ['no role', {}, 'role'],
    ['more than a day', { role: 'viewer', expiresInSeconds: 86_401 }, 'expiresInSeconds'],
    ['less than a minute', { role: 'viewer', expiresInSeconds: 59 }, 'expiresInSeconds'],
  ])('is not made for %s', async (_what, body, at) => {
    expect(await link(body)).toMatchObject({ status: 400, body: { errors: [{ path: at }] } });
  });

  test('does what its role may, in its space only', async () => {
    const { token } = await created('viewer');
    await api.createSpace('other');
    const body = { name: 'Alerts', url: 'https://example.com/' };
    const post = (key: string) => api.call({ method: 'POST', path: '/v1/spaces/acme/webhooks', key, body });
    expect(await post(token)).toMatchObject({ status: 403 });
    expect(await api.call({ method: 'GET', path: '/v1/spaces/other/webhooks', key: token })).toMatchObject({
      status: 404,
    });
    expect(await post((await created('manager')).token)).toMatchObject({ status: 201 });
  });

  test('creates no keys and revokes none', async () => {
    const { token } = await created('manager');
    const keys = { method: 'POST', path: '/v1/spaces/acme/keys', body: { name: 'Mine', role: 'viewer' } };
    const refused = { status: 403, body: { detail: expect.stringContaining('portal link') } };
    expect(await api.call({ ...keys, key: token })).toMatchObject(refused);
    expect(await link({ role: 'viewer' }, { key: token })).toMatchObject(refused);
    const { id } = bodyOf(createKey, await api.call({ ...keys, key: manager }));
    expect(await api.call({ method: 'DELETE', path: `${keys.path}/${id}`, key: token })).toMatchObject(refused);
    expect(bodyOf(listKeys, await get('/keys', manager)).items).toContainEqual(expect.objectContaining({ id }));
  });

  test('is shown as a portal link to its caller; a key is not', async () => {
    const { id, token } = await created('manager');
    const caller = (key: string) => api.call({ method: 'GET', path: '/v1/caller', key });
    const linked = { id: `key:${id}`, role: 'manager', space: 'acme', portalLink: true };
    expect((await caller(token)).body).toEqual(linked);
    expect((await caller(manager)).body).toEqual({ id: expect.any(String), role: 'manager', space: 'acme' });
    expect((await caller(adminKey)).body).toEqual({ id: 'admin', role: 'admin' });
  });

  test('is made by managers and the platform only', async () => {
    expect(await link({ role: 'viewer' }, { key: adminKey })).toMatchObject({ status: 201 });
    expect(await link({ role: 'viewer' }, { key: await api.createKey('acme', 'viewer') })).toMatchObject({
      status: 403,
    });
  });

  test('is listed among the keys, marked, without what it opens with; and can be revoked', async () => {
    const { id, token } = await created('manager');
    const listed = await get('/keys', manager);
    expect(bodyOf(listKeys, listed).items).toContainEqual({
      id,
      name: 'Portal link',
      role: 'manager',
      createdAt: '2026-11-22T10:00:00.000Z',
      expiresAt: '2026-11-22T11:00:00.000Z',
      portalLink: true,
    });
    expect(JSON.stringify(listed)).not.toContain(token.slice(-64));
    const revoke = { method: 'DELETE', path: `/v1/spaces/acme/keys/${id}`, key: manager };
    expect(await api.call(revoke)).toMatchObject({ status: 204 });
    expect(await get('/webhooks', token)).toMatchObject({ status: 401 });
  });

  test('is stored as a hash, and published without its key', async () => {
    const { id, token } = await created('viewer');
    const kept = await api.configuration.keys.find({ space: 'acme', keyId: id });
    expect(kept).toMatchObject({ portalLink: true, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(JSON.stringify([kept, api.changes])).not.toContain(token.slice(-64));
    expect(api.changes.at(-1)).toMatchObject({ kind: 'key', action: 'created', id, by: { role: 'manager' } });
  });

  test('is made once for an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'k1' };
    const first = await link({ role: 'viewer' }, { headers });
    expect(await link({ role: 'viewer' }, { headers })).toMatchObject({ status: 201, body: first.body });
    expect(bodyOf(listKeys, await get('/keys', manager)).items).toHaveLength(2);
  });
});
