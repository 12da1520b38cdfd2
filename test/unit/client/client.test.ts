import { describe, expect, test } from '@jest/globals';
import { createPosthornClient } from '../../../client/src/client.ts';
import { eachItem } from '../../../client/src/each-item.ts';
import { ProblemError } from '../../../client/src/problem-error.ts';
import { type CannedAnswer, startApiServer } from '../../support/api-server.ts';

const path = { space: 'acme' };
const webhookPath = { space: 'acme', webhookId: 'w1' };
const list = '/v1/spaces/{space}/webhooks';
const one = '/v1/spaces/{space}/webhooks/{webhookId}';
const draft = { name: 'Alerts', url: 'https://example.com/' };
const webhook = { id: 'w1', ...draft };
const done: CannedAnswer = { status: 200, body: webhook };
const throttled: CannedAnswer = { status: 429, body: { message: 'Too Many Requests' } };
const unavailable: CannedAnswer = { status: 503, body: { message: 'Service Unavailable' } };

async function start(...answers: readonly CannedAnswer[]) {
  const server = await startApiServer(answers);
  return { server, client: createPosthornClient({ baseUrl: server.url, token: async () => 'phk_acme_1' }) };
}

test('a call goes out with its token, path and body, and returns data and version', async () => {
  const { server, client } = await start({ status: 201, headers: { etag: '"1"' }, body: webhook });
  await using _ = server;
  const { data, response } = await client.POST(list, { params: { path }, body: draft });
  expect(data.name).toBe('Alerts');
  expect(response.headers.get('etag')).toBe('"1"');
  expect(server.calls).toMatchObject([
    { method: 'POST', url: '/v1/spaces/acme/webhooks', headers: { authorization: 'Bearer phk_acme_1' } },
  ]);
  expect(JSON.parse(server.calls[0]?.body ?? '')).toEqual(draft);
});

test('a missing field and a value of a wrong type do not compile', async () => {
  const { server, client } = await start(done, done);
  await using _ = server;
  // The compiler fails where one of these is no error.
  // @ts-expect-error
  await client.POST(list, { params: { path }, body: { name: 'Alerts' } });
  // @ts-expect-error
  await client.POST(list, { params: { path }, body: { ...draft, eventTypes: 'hit.detected' } });
});

describe('a problem', () => {
  test('of the API is thrown with its fields', async () => {
    const problem = {
      type: 'urn:posthorn:problem:invalid',
      title: 'Bad Request',
      status: 400,
      detail: 'name: is required',
      errors: [{ path: 'name', message: 'is required' }],
      requestId: 'r1',
    };
    const { server, client } = await start({
      status: 400,
      headers: { 'content-type': 'application/problem+json' },
      body: problem,
    });
    await using _ = server;
    const call = client.POST(list, { params: { path }, body: draft });
    await expect(call).rejects.toThrow(ProblemError);
    await expect(call).rejects.toMatchObject({ status: 400, problem });
  });

  test("of the gateway, which is no problem by its media type, is thrown as one, with the gateway's id", async () => {
    const { server, client } = await start({
      status: 413,
      headers: { 'apigw-requestid': 'g1' },
      body: { message: 'Request Too Long' },
    });
    await using _ = server;
    await expect(client.GET('/v1/spaces')).rejects.toMatchObject({
      status: 413,
      problem: { type: 'about:blank', detail: '{"message":"Request Too Long"}', errors: [], requestId: 'g1' },
    });
  });
});

describe('tried again is', () => {
  const read = { name: 'a read', call: (client: Client) => client.GET(one, { params: { path: webhookPath } }) };
  const create = {
    name: 'a POST with an Idempotency-Key',
    call: (client: Client) => client.POST(list, { params: { path }, body: draft }),
  };
  const change = {
    name: 'a change without If-Match',
    call: (client: Client) => client.PATCH(one, { params: { path: webhookPath }, body: { name: 'New' } }),
  };
  const conditional = {
    name: 'a change with If-Match',
    call: (client: Client) =>
      client.PATCH(one, { params: { path: webhookPath, header: { 'If-Match': '"1"' } }, body: { name: 'New' } }),
  };
  const rotation = {
    name: 'a POST that takes no key',
    call: (client: Client) =>
      client.POST('/v1/spaces/{space}/webhooks/{webhookId}/secret/rotate', { params: { path: webhookPath }, body: {} }),
  };

  test.each([read, create, change, conditional, rotation])('$name after a 429', async ({ call }) => {
    const { server, client } = await start(throttled, done);
    await using _ = server;
    await call(client);
    expect(server.calls).toHaveLength(2);
    expect(new Set(server.calls.map(({ body }) => body)).size).toBe(1);
  });

  test.each([read, create, change])('$name after a 503 and a lost connection', async ({ call }) => {
    const { server, client } = await start(unavailable, 'lost', done);
    await using _ = server;
    await call(client);
    expect(server.calls).toHaveLength(3);
  });

  test.each([conditional, rotation])('$name not after a 503', async ({ call }) => {
    const { server, client } = await start(unavailable, done);
    await using _ = server;
    await expect(call(client)).rejects.toMatchObject({ status: 503 });
    expect(server.calls).toHaveLength(1);
  });

  test.each([conditional, rotation])('$name not after a lost connection', async ({ call }) => {
    const { server, client } = await start('lost', done);
    await using _ = server;
    await expect(call(client)).rejects.toThrow();
    expect(server.calls).toHaveLength(1);
  });

  test('a call with one and the same key each time, and every call with another', async () => {
    const { server, client } = await start(unavailable, done, done);
    await using _ = server;
    await create.call(client);
    await create.call(client);
    const keys = server.calls.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toEqual([
      expect.stringMatching(/^[0-9a-f-]{36}$/),
      keys[0],
      expect.not.stringMatching(`^${keys[0]}$`),
    ]);
  });

  test('a call with the key that it was given', async () => {
    const { server, client } = await start(done);
    await using _ = server;
    await client.POST(list, { params: { path, header: { 'Idempotency-Key': 'mine' } }, body: draft });
    expect(server.calls[0]?.headers['idempotency-key']).toBe('mine');
  });

  test('a call no sooner than Retry-After says', async () => {
    const { server, client } = await start({ ...throttled, headers: { 'retry-after': '1' } }, done);
    await using _ = server;
    const before = performance.now();
    await read.call(client);
    // Timers may fire a millisecond early.
    expect(performance.now() - before).toBeGreaterThan(995);
  });

  test('no call more often than configured; the last response is thrown', async () => {
    const { server } = await start(unavailable, unavailable, unavailable, unavailable);
    await using _ = server;
    const client = createPosthornClient({ baseUrl: server.url, token: 'phk', retries: 1 });
    await expect(read.call(client)).rejects.toMatchObject({ status: 503 });
    expect(server.calls).toHaveLength(2);
  });

  test.each([400, 401, 403, 404, 409, 412, 500])('no call after a %i', async (status) => {
    const { server, client } = await start({ status, body: {} }, done);
    await using _ = server;
    await expect(read.call(client)).rejects.toMatchObject({ status });
    expect(server.calls).toHaveLength(1);
  });
});

describe('a list', () => {
  const pages: readonly CannedAnswer[] = [
    { status: 200, body: { items: [{ id: 'a' }, { id: 'b' }], next: 'c1' } },
    { status: 200, body: { items: [], next: 'c2' } },
    { status: 200, body: { items: [{ id: 'c' }], next: null } },
  ];
  const items = (client: Client) =>
    eachItem((cursor) => client.GET(list, { params: { path, query: { cursor, limit: 2 } } }));

  test('is read to its end, over an empty page too', async () => {
    const { server, client } = await start(...pages);
    await using _ = server;
    const ids: string[] = [];
    for await (const { id } of items(client)) ids.push(id);
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(server.calls.map(({ url }) => new URL(url, server.url).searchParams.get('cursor'))).toEqual([
      null,
      'c1',
      'c2',
    ]);
  });

  test('is read no further than it is asked for', async () => {
    const { server, client } = await start(...pages);
    await using _ = server;
    for await (const { id } of items(client)) if (id === 'b') break;
    expect(server.calls).toHaveLength(1);
  });
});

type Client = ReturnType<typeof createPosthornClient>;
