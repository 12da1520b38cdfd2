import { beforeEach, describe, expect, test } from '@jest/globals';
import { readSecret } from '../../../functions/shared/webhooks/runtime/webhook-secrets-contract.ts';
import { readWebhook } from '../../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf, createdId, errorsIn } from '../../support/answers.ts';
import { type ApiCall, InProcessApi } from '../../support/in-process-api.ts';

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
