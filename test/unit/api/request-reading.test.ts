import { beforeEach, describe, expect, test } from '@jest/globals';
import { createdId } from '../../support/answers.ts';
import { type ApiCall, adminKey, InProcessApi } from '../../support/in-process-api.ts';

let api: InProcessApi;
let manager: string;

beforeEach(async () => {
  api = new InProcessApi();
  manager = await api.createSpace('acme');
});

const call = (method: string, path: string, more: Partial<ApiCall> = {}) =>
  api.call({ method, path: `/v1/spaces/acme${path}`, key: manager, ...more });

describe('a body that is not JSON', () => {
  test.each([
    ['begins with a secret', 'whsec_hush'],
    ['breaks off after one', '{"secret":"hush"'],
    ['has one too many commas', '{"secret":"hush",}'],
    ['has an unquoted one', '{"secret": hush}'],
    ['is followed by one', '{} hush'],
  ])('is never quoted: %s', async (_what, body) => {
    const answer = await call('POST', '/webhooks', { body });
    expect(answer).toMatchObject({
      status: 400,
      body: { detail: expect.stringMatching(/^The body is not valid JSON/) },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/hush/);
  });

  test('is said to break where it does', async () => {
    const answer = await call('POST', '/webhooks', { body: '{\n  "secret": "hush",\n}' });
    expect(answer).toMatchObject({ body: { detail: 'The body is not valid JSON: see line 3, column 1.' } });
  });
});

describe('a content type', () => {
  const post = (type: string) =>
    call('POST', '/events', { body: '{"type":"a","data":1}', headers: { 'content-type': type } });

  test.each([
    'application/json',
    'APPLICATION/JSON',
    'application/json ; charset=utf-8',
    'application/cloudevents+json',
  ])('of JSON is taken: %s', async (type) => {
    expect(await post(type)).toMatchObject({ status: 202 });
  });

  test.each([
    'application/json-patch+json',
    'application/merge-patch+json',
    'application/json-seq',
    'application/geo+json-seq',
    'application/jsonl',
    'application/json, text/plain',
    'application/jsonx; a="application/json"',
    'text/json',
  ])('that means something else is refused: %s', async (type) => {
    expect(await post(type)).toMatchObject({ status: 415 });
  });

  test('of a change is JSON or a merge patch, and no other patch', async () => {
    const patch = (type: string) =>
      api.call({
        method: 'PATCH',
        path: '/v1/spaces/acme',
        key: adminKey,
        body: {},
        headers: { 'content-type': type },
      });
    expect(await patch('application/merge-patch+json; charset=utf-8')).toMatchObject({ status: 200 });
    expect(await patch('application/json')).toMatchObject({ status: 200 });
    for (const type of ['application/json-patch+json', 'application/cloudevents+json', 'application/json-seq']) {
      expect(await patch(type)).toMatchObject({ status: 415 });
    }
  });
});

describe('a precondition', () => {
  const put = (path: string, headers: Record<string, string>) => {
    const body = path.startsWith('/scorecards') ? { domain: 'example.com' } : { description: 'x' };
    return call('PUT', path, { body, headers });
  };

  describe.each(['/scorecards/sc-1', '/event-types/hit.detected'])('on %s', (path) => {
    test.each(['*', '"1"', '"0"'])('If-Match: %s creates nothing', async (tag) => {
      const answer = await put(path, { 'if-match': tag });
      expect(answer).toMatchObject({ status: 412, body: { detail: expect.stringMatching(/does not exist/) } });
      expect(await call('GET', path)).toMatchObject({ status: 404 });
    });

    test('If-Match: * replaces what is there', async () => {
      await put(path, {});
      expect(await put(path, { 'if-match': '*' })).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    });

    test('If-None-Match: * creates and never replaces', async () => {
      expect(await put(path, { 'if-none-match': '*' })).toMatchObject({ status: 200, headers: { etag: '"1"' } });
      expect(await put(path, { 'if-none-match': '*' })).toMatchObject({ status: 412 });
      expect(await call('GET', path)).toMatchObject({ headers: { etag: '"1"' } });
    });
  });

  test('that cannot be judged is refused, not passed over', async () => {
    expect(await put('/scorecards/sc-1', { 'if-none-match': '"1"' })).toMatchObject({ status: 400 });
    expect(await put('/scorecards/sc-1', { 'if-match': '"1"', 'if-none-match': '*' })).toMatchObject({ status: 400 });
  });

  test('keeps a space from being deleted by somebody who has not seen its last change', async () => {
    const space = (method: string, headers = {}, body?: object) =>
      api.call({ method, path: '/v1/spaces/acme', key: adminKey, headers, body });
    await space('PATCH', {}, { name: 'New' });
    expect(await space('DELETE', { 'if-match': '"1"' })).toMatchObject({ status: 412 });
    expect(await space('DELETE', { 'if-match': '"2"' })).toMatchObject({ status: 204 });
  });
});

describe('a number in the query', () => {
  test.each([
    '1e1',
    '0x10',
    ' 10',
    '10 ',
    '+10',
    '010',
    '1.0',
    '1_0',
    '١٠',
    '-1',
    '0',
    '101',
    '',
    'x',
    '1,2',
    'Infinity',
  ])('is not "%s"', async (limit) => {
    expect(await call('GET', '/webhooks', { query: { limit } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'limit', message: 'must be a whole number from 1 to 100' }] },
    });
  });

  test.each(['1', '10', '100'])('may be "%s"', async (limit) => {
    expect(await call('GET', '/webhooks', { query: { limit } })).toMatchObject({ status: 200 });
  });
});

describe('a time in the query', () => {
  let deliveries: string;

  beforeEach(async () => {
    const created = await call('POST', '/webhooks', { body: { name: 'One', url: 'https://example.com/' } });
    deliveries = `/webhooks/${createdId(created)}/deliveries`;
  });

  test.each([
    '2026',
    '2026-01',
    '2026-01-01',
    '20260101T000000Z',
    '2026-01-01T00:00:00',
    '2026-01-01 00:00:00Z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01t00:00:00z',
    '2026-02-30T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:60Z',
    '2026-01-01T00:00:00+25:00',
    '2026-01-01T00:00:00 02:00',
    '1767225600',
    'now',
    '',
  ])('is not "%s"', async (since) => {
    for (const name of ['since', 'until']) {
      expect(await call('GET', deliveries, { query: { [name]: since } })).toMatchObject({
        status: 400,
        body: { errors: [{ path: name, message: expect.stringMatching(/^must be an ISO 8601 time/) }] },
      });
    }
  });

  test.each(['1969-12-31T23:59:59Z', '9999-01-01T00:00:00Z'])('is not "%s", which is out of range', async (since) => {
    expect(await call('GET', deliveries, { query: { since } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'since', message: 'must be in the years 1970 to 9998' }] },
    });
  });

  test.each(['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.123456Z', '2026-01-01T02:00:00+02:00'])(
    'may be "%s"',
    async (since) => {
      expect(await call('GET', deliveries, { query: { since } })).toMatchObject({ status: 200 });
    },
  );
});
