import { beforeAll, describe, expect, test } from '@jest/globals';
import { apiRoutes } from '../../../functions/shared/api/domain/api-routes.ts';
import { pathParameters } from '../../../functions/shared/api/runtime/path-parameters.ts';
import { operationGroups } from '../../../functions/shared/openapi/runtime/all-operations.ts';
import { furnishSpace, pathOf, type ResourceIds, readAll } from '../../support/furnished-space.ts';
import { adminKey, InProcessApi } from '../../support/in-process-api.ts';

/** What the product's table says of each role; kept apart from the route table, which it checks. */
const reads = /^GET /;
const mayUse: Readonly<Record<string, (route: string) => boolean>> = {
  admin: (route) =>
    /\/v1\/spaces(\/\{space\})?$/.test(route) ||
    /\/(keys|portal-links)(\/|$)/.test(route) ||
    route === 'GET /v1/caller',
  manager: (route) => /\/\{space\}\//.test(route) || route === 'GET /v1/caller',
  viewer: (route) =>
    (/\/\{space\}\//.test(route) && reads.test(route) && !/\/(keys|secret)(\/|$)/.test(route)) ||
    route === 'POST /v1/spaces/{space}/filters/test' ||
    route === 'GET /v1/caller',
  producer: (route) =>
    route === 'POST /v1/spaces/{space}/events' ||
    route === 'GET /v1/spaces/{space}/events/{eventId}' ||
    route === 'GET /v1/caller',
};
const roles = Object.keys(mayUse);

const values: Readonly<Record<string, string>> = {
  eventId: 'evt-1',
  type: 'hit.detected',
  notificationId: 'hit.detected',
  scorecardId: 'scorecard-1',
};
const ulid = '01JCH5Q2M8Z0V6W3X9Y4T7R1KD';

const api = new InProcessApi();
const keys: Record<string, string> = {};
let stranger: string;

beforeAll(async () => {
  keys.admin = adminKey;
  keys.manager = await api.createSpace('acme');
  for (const role of ['viewer', 'producer']) keys[role] = await api.createKey('acme', role);
  stranger = await api.createSpace('other');
});

const guarded = Object.entries(apiRoutes)
  .filter(([, { roles }]) => roles !== 'anyone')
  .map(([route]) => route);

const exampleOf = (route: string) =>
  operationGroups.flatMap(({ operations }) => operations).find((one) => one.route === route)?.example;

const call = (route: string, key: string | undefined, space = 'acme') => {
  const [method = '', path = ''] = route.split(' ');
  const filled = path.replace('{space}', space).replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ulid);
  const body = exampleOf(route);
  return api.call({ method, path: filled, key, ...(body === undefined ? {} : { body }) });
};

const notForHer = [401, 403];

describe.each(guarded)('%s', (route) => {
  test('without a key or with a wrong one is 401', async () => {
    for (const key of [undefined, 'wrong', `phk_acme_${ulid}_${'0'.repeat(64)}`]) {
      const answer = await call(route, key);
      expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': expect.stringMatching(/^Bearer/) } });
    }
  });

  test.each(roles)('%s', async (role) => {
    // Deleting the space would leave the others none to be tested in.
    const { status, body } = await call(route, keys[role], route === 'DELETE /v1/spaces/{space}' ? 'gone' : 'acme');
    if (route === 'DELETE /v1/spaces/{space}' && role !== 'admin') return expect(status).toBe(404);
    if (mayUse[role]?.(route)) expect(notForHer).not.toContain(status);
    else expect({ status, body }).toMatchObject({ status: 403, body: { type: 'urn:posthorn:problem:forbidden' } });
    expect(status).toBeLessThan(500);
  });

  test('of another space is 404, or 403 where there is no space', async () => {
    const { status, body } = await call(route, stranger);
    if (route === 'GET /v1/caller') return expect(body).toMatchObject({ role: 'manager', space: 'other' });
    expect(status).toBe(route.includes('{space}') ? 404 : 403);
  });
});

const isResource = (name: string): name is keyof ResourceIds => name !== 'asset' && Object.hasOwn(pathParameters, name);

const resourceIds = (route: string) =>
  [...route.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) => (name !== 'space' && isResource(name) ? [name] : []));

/** Each way to put another space's ids into one's own path, from one of them to all. */
function mixtures(route: string, own: ResourceIds, foreign: ResourceIds): readonly ResourceIds[] {
  const names = resourceIds(route);
  return Array.from({ length: 2 ** names.length - 1 }, (_, chosen) => {
    const taken = names.filter((_name, index) => ((chosen + 1) >> index) % 2 === 1);
    return { ...own, ...Object.fromEntries(taken.map((name) => [name, foreign[name]])) };
  });
}

/** A call that is good but for what its path names. */
const callWith = (within: InProcessApi, route: string, { key, ids }: Readonly<{ key: string; ids: ResourceIds }>) => {
  const [method = ''] = route.split(' ');
  const body = method === 'POST' && route.endsWith('/replays') ? { since: '2026-01-01T00:00:00Z' } : exampleOf(route);
  return within.call({ method, path: pathOf(route, ids), key, ...(body === undefined ? {} : { body }) });
};

describe("another space's resource below one's own path", () => {
  test.each(guarded.filter((route) => resourceIds(route).length > 0))('%s', async (route) => {
    const within = new InProcessApi();
    const own = await furnishSpace(within, 'acme');
    const foreign = await furnishSpace(within, 'other');
    const before = await readAll(within, foreign);
    for (const ids of mixtures(route, own.ids, foreign.ids)) {
      const answer = await callWith(within, route, { key: own.key, ids });
      // A PUT makes something of its own under the same id.
      expect({ ids, answer }).toMatchObject({ answer: { status: route.startsWith('PUT ') ? 200 : 404 } });
    }
    expect(await readAll(within, foreign)).toEqual(before);
    expect((await callWith(within, route, own)).status).not.toBe(404);
  });

  test('is no step of a rule', async () => {
    const within = new InProcessApi();
    const own = await furnishSpace(within, 'acme');
    const { ids } = await furnishSpace(within, 'other');
    const steps = [{ webhookId: own.ids.webhookId }, { webhookId: ids.webhookId }];
    const refused = { status: 400, body: { errors: [{ path: 'steps.1.webhookId' }] } };
    const rule = { name: 'Theirs', ownerEmail: 'a@b.example', trigger: { eventType: 'a' }, steps };
    const path = '/v1/spaces/acme/rules';
    expect(await within.call({ method: 'POST', path, key: own.key, body: rule })).toMatchObject(refused);
    const change = { method: 'PATCH', path: `${path}/${own.ids.ruleId}`, key: own.key, body: { steps } };
    expect(await within.call(change)).toMatchObject(refused);
  });
});

describe('what lies below something deleted is gone at once', () => {
  const parents = [
    ['webhook', '/v1/spaces/{space}/webhooks/{webhookId}', '?force=true'],
    ['rule', '/v1/spaces/{space}/rules/{ruleId}', ''],
  ] as const;
  const below = parents.flatMap(([noun, parent, query]) =>
    guarded.filter((route) => route.includes(`${parent}/`)).map((route) => ({ route, noun, parent, query })),
  );

  test.each(below)('$route', async ({ route, noun, parent, query }) => {
    const within = new InProcessApi();
    const own = await furnishSpace(within, 'acme');
    const path = pathOf(`DELETE ${parent}`, own.ids);
    const force = query === '' ? {} : { query: { force: 'true' } };
    const { status } = await within.call({ method: 'DELETE', path, key: own.key, ...force });
    expect([200, 204]).toContain(status);
    const gone = { status: 404, body: { detail: `There is no such ${noun}.` } };
    expect(await callWith(within, route, own)).toMatchObject(gone);
  });

  test.each(guarded.filter((route) => route.includes('{space}/')))('below a space: %s', async (route) => {
    // Its keys are believed for seconds more.
    const within = new InProcessApi({ keepsKeys: true });
    const own = await furnishSpace(within, 'acme');
    await within.call({ method: 'DELETE', path: '/v1/spaces/acme', key: adminKey });
    const gone = { status: 404, body: { detail: 'There is no such space.' } };
    expect(await callWith(within, route, own)).toMatchObject(gone);
    if (mayUse.admin?.(route)) expect(await callWith(within, route, { ...own, key: adminKey })).toMatchObject(gone);
  });
});
