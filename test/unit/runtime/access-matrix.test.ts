import { beforeAll, describe, expect, test } from '@jest/globals';
import { apiRoutes } from '../../../functions/shared/domain/api-routes.ts';
import { operationGroups } from '../../../functions/shared/runtime/openapi/all-operations.ts';
import { adminKey, InProcessApi } from '../../support/in-process-api.ts';

/** What the product's table says of each role; kept apart from the route table, which it checks. */
const reads = /^GET /;
const mayUse: Readonly<Record<string, (route: string) => boolean>> = {
  admin: (route) => /\/v1\/spaces(\/\{space\})?$/.test(route) || /\/keys(\/|$)/.test(route),
  manager: (route) => /\/\{space\}\//.test(route),
  viewer: (route) => /\/\{space\}\//.test(route) && reads.test(route) && !/\/(keys|secret)(\/|$)/.test(route),
  producer: (route) =>
    route === 'POST /v1/spaces/{space}/events' || route === 'GET /v1/spaces/{space}/events/{eventId}',
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

const call = (route: string, key: string | undefined, space = 'acme') => {
  const [method = '', path = ''] = route.split(' ');
  const filled = path.replace('{space}', space).replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ulid);
  const body = operationGroups.flatMap(({ operations }) => operations).find((one) => one.route === route)?.example;
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
    const { status } = await call(route, stranger);
    expect(status).toBe(route.includes('{space}') ? 404 : 403);
  });
});
