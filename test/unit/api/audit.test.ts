import { beforeEach, expect, test } from '@jest/globals';
import { apiRoutes } from '../../../functions/shared/api/domain/api-routes.ts';
import { createdId } from '../../support/answers.ts';
import { type ApiCall, adminKey, InProcessApi } from '../../support/in-process-api.ts';
import { routeOf } from '../../support/route-of.ts';

let api: InProcessApi;
let manager: string;
/** The routes whose call published a change. */
let publishing: Set<string>;

beforeEach(async () => {
  api = new InProcessApi();
  publishing = new Set();
  manager = await api.createSpace('acme');
});

async function request(wanted: ApiCall) {
  const before = api.changes.length;
  const answer = await api.call(wanted);
  if (api.changes.length > before) publishing.add(routeOf(wanted.method, wanted.path).route);
  return answer;
}

const call = (method: string, path: string, body?: unknown, headers = {}) =>
  request({ method, path: `/v1/spaces/acme${path}`, key: manager, body, headers });

/** Everything that a manager or the platform can configure, each once, with the route that does it. */
async function configureEverything() {
  const webhook = createdId(
    await call('POST', '/webhooks', { name: 'One', url: 'https://example.com/', secret: null }),
  );
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  await call('PATCH', `/webhooks/${webhook}`, { secret, headers: { 'X-Api-Key': 'hush' }, description: '' });
  await call('POST', `/webhooks/${webhook}/secret/rotate`);
  await call('POST', `/webhooks/${webhook}/notifications`, { eventType: 'a.b', title: 'T' });
  await call('PATCH', `/webhooks/${webhook}/notifications/a.b`, { message: 'M' });
  await call('DELETE', `/webhooks/${webhook}/notifications/a.b`);
  const steps = [{ webhookId: webhook }];
  const draft = { name: 'R', ownerEmail: 'r@acme.example', trigger: { eventType: 'a.b' }, scope: null, steps };
  const rule = createdId(await call('POST', '/rules', { ...draft, enabled: true }));
  const other = createdId(await call('POST', '/rules', { ...draft, name: 'S' }));
  await call('PATCH', `/rules/${other}`, { name: 'T' });
  await call('DELETE', `/rules/${other}`);
  await request({
    method: 'DELETE',
    path: `/v1/spaces/acme/webhooks/${webhook}`,
    key: manager,
    query: { force: 'true' },
  });
  await call('PUT', '/scorecards/sc_1', { domain: 'example.com', groups: ['own'] });
  await call('PUT', '/scorecards/sc_1', { domain: 'example.org', groups: ['own'] });
  await call('DELETE', '/scorecards/sc_1');
  await call('PUT', '/event-types/a.b', { description: 'D' });
  await call('DELETE', '/event-types/a.b');
  const key = createdId(await call('POST', '/keys', { name: 'K', role: 'viewer' }));
  await call('DELETE', `/keys/${key}`);
  const link = createdId(await call('POST', '/portal-links', { role: 'viewer' }));
  const platform = (method: string, path: string, body?: unknown) => request({ method, path, key: adminKey, body });
  await platform('POST', '/v1/spaces', { id: 'globex', name: 'Globex', ownerEmail: 'owner@globex.example' });
  await platform('PATCH', '/v1/spaces/acme', { name: 'Acme II' });
  await platform('DELETE', '/v1/spaces/acme');
  return { webhook, rule, other, key, link };
}

test('every change of the configuration is published: what, by whom and when, with names of fields and no value', async () => {
  const before = api.changes.length;
  const { webhook, rule, other, key, link } = await configureEverything();
  const published = api.changes
    .slice(before)
    .map(({ kind, action, id, changed }) => [`${kind}.${action}`, id, changed]);
  expect(published).toEqual([
    ['webhook.created', webhook, undefined],
    ['webhook.updated', webhook, ['headers', 'secret']],
    ['webhook.updated', webhook, ['secret']],
    ['notification.created', 'a.b', undefined],
    ['notification.updated', 'a.b', ['message']],
    ['notification.deleted', 'a.b', undefined],
    ['rule.created', rule, undefined],
    ['rule.created', other, undefined],
    ['rule.updated', other, ['name']],
    ['rule.deleted', other, undefined],
    ['rule.updated', rule, ['enabled']],
    ['webhook.deleted', webhook, undefined],
    ['scorecard.created', 'sc_1', undefined],
    ['scorecard.updated', 'sc_1', ['domain']],
    ['scorecard.deleted', 'sc_1', undefined],
    ['event-type.created', 'a.b', undefined],
    ['event-type.deleted', 'a.b', undefined],
    ['key.created', key, undefined],
    ['key.deleted', key, undefined],
    ['key.created', link, undefined],
    ['space.created', 'globex', undefined],
    ['space.updated', 'acme', ['name']],
    ['space.deleted', 'acme', undefined],
  ]);
  expect(JSON.stringify(api.changes)).not.toMatch(/hush|whsec|example|Acme/);
  const at = api.clock.now().toISOString();
  const byManager = { by: { role: 'manager', space: 'acme', id: expect.any(String) }, space: 'acme', at };
  expect(api.changes.slice(before, -3).every((change) => change.by.role === 'manager')).toBe(true);
  expect(api.changes[before]).toMatchObject(byManager);
  expect(api.changes.at(-1)).toMatchObject({ by: { role: 'admin' }, space: 'acme', at });
});

test('no route that changes the configuration is forgotten', async () => {
  const notConfiguration = /\/(events|test|replays|retry|filters)\b/;
  const changing = Object.entries(apiRoutes).filter(
    ([route]) => /^(POST|PUT|PATCH|DELETE) /.test(route) && !notConfiguration.test(route),
  );
  await configureEverything();
  expect([...publishing].sort()).toEqual(changing.map(([route]) => route).sort());
});

test('what is refused, only read, or a repetition is not published', async () => {
  const draft = { name: 'One', url: 'https://example.com/' };
  const once = { 'idempotency-key': 'k1' };
  const webhook = createdId(await call('POST', '/webhooks', draft, once));
  const before = api.changes.length;
  await call('POST', '/webhooks', draft, once);
  await call('POST', '/webhooks', draft);
  await call('PATCH', `/webhooks/${webhook}`, { url: 'http://example.com/' });
  await call('PATCH', `/webhooks/${webhook}`, { name: 'Two' }, { 'if-match': '"7"' });
  await call('GET', `/webhooks/${webhook}/secret`);
  await call('POST', `/webhooks/${webhook}/test`);
  expect(api.changes.slice(before)).toEqual([]);
});
