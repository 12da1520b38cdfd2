import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { createKey } from '../../../functions/shared/spaces/runtime/keys-contract.ts';
import { readSecret } from '../../../functions/shared/webhooks/runtime/webhook-secrets-contract.ts';
import { listWebhooks, readWebhook } from '../../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf, errorsIn, idIn } from '../../support/answers.ts';
import { type ApiAnswer, type ApiCall, adminKey, InProcessApi } from '../../support/in-process-api.ts';

let api: InProcessApi;
let manager: string;

beforeEach(async () => {
  api = new InProcessApi();
  manager = await api.createSpace('acme');
});

const call = (method: string, path: string, body?: unknown, more: Partial<ApiCall> = {}) =>
  api.call({ method, path: `/v1/spaces/acme${path}`, key: manager, body, ...more });

async function newWebhook(fields: object = {}): Promise<string> {
  const { body } = await call('POST', '/webhooks', { name: 'One', url: 'https://example.com/', ...fields });
  return `/webhooks/${idIn(body)}`;
}

describe('a webhook', () => {
  test('has sensible defaults, and a secret of its own', async () => {
    const answer = await call('POST', '/webhooks', { name: 'Least', url: 'https://example.com/' });
    expect(answer).toMatchObject({
      status: 201,
      body: {
        kind: 'notification',
        method: 'POST',
        eventTypes: [],
        status: 'enabled',
        payload: { format: 'standard' },
        signature: { style: 'standard' },
        timeouts: { connectSeconds: 5, requestSeconds: 5 },
        retrySchedule: [60, 600, 3_600, 28_800, 129_600],
        secret: '***',
      },
    });
  });

  test('is never shown with what is secret', async () => {
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const path = await newWebhook({ secret, headers: { 'X-Api-Key': 'hush' } });
    for (const answer of [await call('GET', path), await call('GET', '/webhooks')]) {
      expect(JSON.stringify(answer.body)).not.toMatch(/hush|whsec/);
    }
    expect(await call('GET', `${path}/secret`)).toMatchObject({ body: { secret, previous: [] } });
  });

  test('what was read can be sent back: masks keep what is behind them', async () => {
    const path = await newWebhook({ headers: { 'X-Api-Key': 'hush' } });
    const secret = (await call('GET', `${path}/secret`)).body;
    const { id: _, createdAt: _c, updatedAt: _u, ...shown } = bodyOf(readWebhook, await call('GET', path));
    expect(await call('PATCH', path, shown)).toMatchObject({ status: 200, body: shown });
    expect((await call('GET', `${path}/secret`)).body).toEqual(secret);
    await call('POST', `${path}/test`);
    expect(api.sender.sent.at(-1)?.headers).toMatchObject({ 'X-Api-Key': 'hush' });
    expect(await call('PATCH', path, { headers: { 'X-New': '***' } })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'headers.X-New' }] },
    });
  });

  test('a merge patch removes by null, and goes back to defaults', async () => {
    const path = await newWebhook({ headers: { 'X-A': '1', 'X-B': '2' }, description: 'words', method: 'PUT' });
    const patched = await call('PATCH', path, { headers: { 'X-A': null }, description: null, method: null });
    expect(patched).toMatchObject({ body: { headers: { 'X-B': '***' }, description: '', method: 'POST' } });
    expect(patched.body).not.toHaveProperty('headers.X-A');
    expect(await call('PATCH', path, { secret: null })).toMatchObject({ body: { secret: null } });
    expect(await call('PATCH', path, { name: null })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'name' }] },
    });
  });

  test('leaves a format or style without its leftovers', async () => {
    const path = await newWebhook({
      payload: { format: 'template', template: { a: 1 } },
      signature: { style: 'sha256', header: 'x-sig' },
      secret: 'simple',
    });
    const patch = { payload: { format: 'raw' }, signature: { style: 'standard' }, secret: null };
    expect(await call('PATCH', path, patch)).toMatchObject({
      status: 200,
      body: { payload: { format: 'raw' }, signature: { style: 'standard' } },
    });
  });

  test('is changed only from the version that If-Match names', async () => {
    const path = await newWebhook();
    const change = (tag: string) => call('PATCH', path, { description: tag }, { headers: { 'if-match': tag } });
    expect(await change('"1"')).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    expect(await change('"1"')).toMatchObject({ status: 412 });
    expect(await change('W/"2"')).toMatchObject({ status: 412 });
    expect(await change('"1", "2"')).toMatchObject({ status: 200 });
    expect(await change('*')).toMatchObject({ status: 200 });
    expect(await call('DELETE', path, undefined, { headers: { 'if-match': '"1"' } })).toMatchObject({ status: 412 });
  });

  test.each([
    ['url', { url: 'ftp://example.com/' }],
    ['retrySchedule.1', { retrySchedule: [60, 60] }],
    ['eventTypes.0', { eventTypes: ['a..b'] }],
    ['eventTypes', { eventTypes: Array.from({ length: 41 }, (_, index) => `type-${index}`) }],
    ['secret', { secret: 'too simple for the standard' }],
    ['headers.Host', { headers: { Host: 'x' } }],
    ['payload.template', { payload: { format: 'template', template: '${NOBODY}' } }],
    ['tls.caCertificate', { tls: { caCertificate: 'not PEM' } }],
    ['timeouts.connectSeconds', { timeouts: { connectSeconds: 21 } }],
    ['filter.data.a.0.numeric', { filter: { data: { a: [{ numeric: ['>'] }] } } }],
    ['filter.colour', { filter: { colour: ['red'] } }],
    ['filter', { filter: {} }],
    ['colour', { colour: 'red' }],
    ['name', { name: '   ' }],
  ])('is refused with the place: %s', async (path, fields) => {
    const answer = await call('POST', '/webhooks', { name: 'Bad', url: 'https://example.com/', ...fields });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });

  test('stores no redundant patterns, and sends a deletion to be purged', async () => {
    const path = await newWebhook({ eventTypes: ['a.b', 'a.*', 'a.b', 'c'] });
    expect(await call('GET', path)).toMatchObject({ body: { eventTypes: ['a.*', 'c'] } });
    expect(await call('DELETE', path)).toMatchObject({ status: 204 });
    expect(api.removed).toEqual([{ kind: 'webhook', space: 'acme', webhookId: path.split('/')[2] }]);
  });
});

describe('rotated secrets', () => {
  const rotate = (path: string, body?: object) => call('POST', `${path}/secret/rotate`, body);

  test('end with their overlap', async () => {
    const path = await newWebhook();
    expect(await rotate(path, { overlapSeconds: 60 })).toMatchObject({ body: { previous: [{}] } });
    api.clock.advance(60_000);
    expect(await call('GET', `${path}/secret`)).toMatchObject({ body: { previous: [] } });
  });

  test('sign both until then', async () => {
    const path = await newWebhook();
    await rotate(path);
    await call('POST', `${path}/test`);
    expect(api.sender.sent[0]?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  });

  test('a shorter overlap ends the older ones too, and there are never too many', async () => {
    const path = await newWebhook();
    for (let count = 0; count < 4; count += 1) expect(await rotate(path)).toMatchObject({ status: 200 });
    for (const body of [undefined, { overlapSeconds: 1 }]) {
      expect(await rotate(path, body)).toMatchObject({
        status: 409,
        body: { errors: [{ path: 'overlapSeconds', message: expect.stringMatching(/with overlapSeconds 0/) }] },
      });
    }
    expect(await rotate(path, { overlapSeconds: 0 })).toMatchObject({ status: 200, body: { previous: [] } });
  });
});

test('a test shows no secret of the webhook in what its endpoint repeats', async () => {
  const fields = {
    url: 'https://echo.example/',
    headers: { Authorization: 'Bearer hush-hush' },
    secret: 'hush-hush-hush',
  };
  const draft = { ...fields, signature: { style: 'sha256' } };
  api.sender.answer(draft.url, async () => ({
    kind: 'response',
    status: 200,
    headers: { 'x-authorization': 'Bearer hush-hush' },
    body: Buffer.from('{"authorization":"Bearer hush-hush","secret":"hush-hush-hush"}'),
    truncated: false,
    durationMs: 1,
  }));
  const saved = await newWebhook(draft);
  for (const answer of [await call('POST', '/webhooks/test', draft), await call('POST', `${saved}/test`)]) {
    expect(answer).toMatchObject({
      body: {
        request: { headers: { Authorization: '***' } },
        response: { headers: { 'x-authorization': '***' }, body: '{"authorization":"***","secret":"***"}' },
      },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/hush/);
  }
});

describe('a mask is no value', () => {
  const masked = { status: 400, body: { errors: [{ message: expect.stringMatching(/^The mask cannot be used/) }] } };
  const sha256 = { signature: { style: 'sha256' } };

  test.each<[string, object]>([
    ['secret', { secret: '***', ...sha256 }],
    ['secret', { secret: '***' }],
    ['headers.X-Key', { headers: { 'X-Key': '***' } }],
    ['tls.clientKey', { tls: { clientCertificate: 'PEM', clientKey: '***' } }],
  ])('for %s of a new webhook or a draft: %j', async (path, fields) => {
    const refused = {
      ...masked,
      body: { errors: [{ path, message: expect.stringMatching(/^The mask cannot be used/) }] },
    };
    const body = { name: 'Bad', url: 'https://example.com/', ...fields };
    expect(await call('POST', '/webhooks', body)).toMatchObject(refused);
    expect(await call('POST', '/webhooks/test', body)).toMatchObject(refused);
  });

  test('for the secret of a webhook that has none', async () => {
    const path = await newWebhook({ secret: null, ...sha256 });
    expect(await call('PATCH', path, { secret: '***' })).toMatchObject(masked);
    expect(await call('GET', path)).toMatchObject({ body: { secret: null } });
  });

  test('but keeps the secret that is there', async () => {
    const path = await newWebhook({ secret: 'simple', ...sha256 });
    expect(await call('PATCH', path, { secret: '***' })).toMatchObject({ status: 200 });
    expect(await call('GET', `${path}/secret`)).toMatchObject({ body: { secret: 'simple', previous: [] } });
  });
});

describe('from sha256 with a secret of any form to the standard signature', () => {
  const standard = { signature: { style: 'standard' } };
  const wellFormed = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const secretOf = async (path: string) => bodyOf(readSecret, await call('GET', `${path}/secret`));
  const rotate = (path: string, overlapSeconds: number) => call('POST', `${path}/secret/rotate`, { overlapSeconds });
  const refusalOf = async (path: string, patch: object = standard) => {
    const answer = await call('PATCH', path, patch);
    expect(answer.status).toBe(400);
    return errorsIn(answer);
  };
  let path: string;
  beforeEach(async () => {
    path = await newWebhook({ secret: 'simple', signature: { style: 'sha256' } });
  });

  test('the present secret stands in the way, and both ways that are named lead on', async () => {
    const refusal = await refusalOf(path);
    expect(refusal).toMatchObject([{ path: 'secret', message: expect.stringMatching(/^The current secret/) }]);
    expect(refusal[0]?.message).toMatch(/send another one with this change, or first rotate it with overlapSeconds 0/);
    expect(await call('PATCH', path, { ...standard, secret: wellFormed })).toMatchObject({ status: 200 });

    const other = await newWebhook({ name: 'Two', secret: 'simple', signature: { style: 'sha256' } });
    await rotate(other, 0);
    expect(await call('PATCH', other, standard)).toMatchObject({ status: 200 });
  });

  test('so does one that signs on, until it ends or is ended', async () => {
    await rotate(path, 60);
    const [error] = await refusalOf(path);
    expect(error?.message).toMatch(/^An older secret, active until 2026-\S+Z, cannot .* wait until then, or end it by/);
    const { secret } = await secretOf(path);
    expect(await call('PATCH', path, { ...standard, secret })).toMatchObject({ status: 200 });
    expect(await secretOf(path)).toEqual({ secret, previous: [] });
  });

  test('but not one whose overlap is over', async () => {
    await rotate(path, 60);
    api.clock.advance(60_000);
    expect(await call('PATCH', path, standard)).toMatchObject({ status: 200 });
  });

  test('a secret that is sent along is judged by its form, and may be left out for what is true', async () => {
    const chosen = { ...standard, secret: 'too simple' };
    const [onChange] = await refusalOf(path, chosen);
    expect(onChange?.message).toMatch(
      /^A secret for the standard signature is "whsec_".* Omit it to keep the current one\.$/,
    );
    const onCreate = await call('POST', '/webhooks', { name: 'New', url: 'https://example.com/', ...chosen });
    expect(JSON.stringify(onCreate.body)).toMatch(/Omit it to have one generated\./);
    expect(JSON.stringify([onChange, onCreate])).not.toMatch(/too simple/);

    await call('PATCH', path, { secret: null });
    const [unsigned] = await refusalOf(path, chosen);
    expect(unsigned?.message).toMatch(/Omit it, and rotate the secret to have one generated\.$/);
    expect(await call('PATCH', path, standard)).toMatchObject({ status: 200, body: { secret: null } });
    expect(await rotate(path, 0)).toMatchObject({ status: 200 });
    expect((await secretOf(path)).secret).toMatch(/^whsec_/);
  });
});

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

  test('creates once and answers the same, a key with its text', async () => {
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

describe('many events in one body', () => {
  const send = (events: unknown, headers = {}) => call('POST', '/events', { events }, { headers });
  const batch = z.object({
    results: z.array(z.object({ status: z.int(), body: z.looseObject({ id: z.string().optional() }) })),
  });
  const resultsOf = (answer: ApiAnswer) => batch.parse(answer.body).results;
  const event = (changes: object = {}) => ({ type: 'hit.detected', data: 1, ...changes });

  test('are each put on the bus, and answered in their order', async () => {
    const answer = await send([event({ id: 'a' }), event(), event({ id: 'c' })]);
    expect(answer.status).toBe(207);
    const given = expect.stringMatching(/^[0-9A-Z]{26}-1$/);
    expect(resultsOf(answer)).toEqual(['a', given, 'c'].map((id) => ({ status: 202, body: { id } })));
    expect(api.publisher.published.map(({ id }) => id)).toEqual(resultsOf(answer).map(({ body }) => body.id));
  });

  test('are each checked separately, and a refused one has the problem that it would have alone', async () => {
    await call('PUT', '/event-types/checked', { description: '', schema: { type: 'number' } });
    const bad = [
      event({ type: 'no type' }),
      event({ wrong: 1 }),
      'no object',
      event({ type: 'checked', data: 'no number' }),
      event({ data: 'x'.repeat(262_144) }),
    ];
    const alone = await Promise.all(bad.map((body) => call('POST', '/events', JSON.stringify(body))));
    const answer = await send([event({ id: 'first' }), ...bad, event({ id: 'last' })]);
    const results = resultsOf(answer);
    expect(results.map(({ status }) => status)).toEqual([202, 400, 400, 400, 400, 413, 202]);
    const withoutId = (body: unknown) => ({ ...Object(body), requestId: undefined });
    expect(results.slice(1, -1).map(({ body }) => withoutId(body))).toEqual(alone.map(({ body }) => withoutId(body)));
    expect(api.publisher.published.map(({ id }) => id)).toEqual(['first', 'last']);
  });

  test.each([
    ['a surrogate alone', '"\\ud800"'],
    ['a number too large', '1e999'],
    ['what is nested too deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['a prototype', '{"__proto__":{}}'],
  ])('%s harms none beside it', async (_what, data) => {
    const body = `{"events":[{"type":"a","data":1},{"type":"a","data":${data}},{"type":"a","data":3}]}`;
    const answer = await call('POST', '/events', body, { headers: { 'idempotency-key': 'k' } });
    expect(resultsOf(answer).map(({ status }) => status)).toEqual([202, 400, 202]);
    expect(api.publisher.published.map(({ data: value }) => value)).toEqual([1, 3]);
  });

  test.each([
    ['none', [], 'must be a list of 1 to 100'],
    ['more than a hundred', Array(101).fill(event()), 'must be a list of 1 to 100'],
    ['no list', event(), 'must be a list of 1 to 100'],
  ])('%s are refused as a whole', async (_what, events, message) => {
    expect(await send(events)).toMatchObject({ status: 400, body: { errors: [{ path: 'events', message }] } });
  });

  test('beside anything else are refused as a whole', async () => {
    const answer = await call('POST', '/events', { events: [event()], type: 'a' });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'type', message: 'is not a known field; remove it' }] },
    });
    expect(api.publisher.published).toEqual([]);
  });

  test('take a mebibyte together, and no more', async () => {
    const large = (count: number) => Array.from({ length: count }, () => event({ data: 'x'.repeat(250_000) }));
    expect(await send(large(4))).toMatchObject({ status: 207 });
    expect(await send(large(5))).toMatchObject({ status: 413 });
  });

  test('share one Idempotency-Key, under which a repeat is the same events', async () => {
    const key = { 'idempotency-key': 'k' };
    const events = [event(), event({ wrong: 1 }), event({ data: 2 })];
    const first = resultsOf(await send(events, key));
    const again = resultsOf(await send(events, key));
    const ids = first.map(({ body }) => body.id);
    expect(again.map(({ body }) => body.id)).toEqual(ids);
    expect(new Set(ids).size).toBe(3);
    expect(await send([...events, event()], key)).toMatchObject({ status: 422 });
    expect(await call('POST', '/events', event(), { headers: key })).toMatchObject({ status: 422 });
  });

  test('that the bus does not take are a fault of ours each, and those beside them are taken', async () => {
    api.publisher.refused.add('b');
    const answer = await send(['a', 'b', 'c'].map((id) => event({ id })));
    expect(resultsOf(answer)).toMatchObject([
      { status: 202, body: { id: 'a' } },
      { status: 500, body: { type: 'urn:posthorn:problem:internal' } },
      { status: 202, body: { id: 'c' } },
    ]);
    expect(await send([event({ id: 'b' })])).toMatchObject({ status: 500, body: { status: 500 } });
    expect(await call('POST', '/events', event({ id: 'b' }))).toMatchObject({ status: 500 });
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
