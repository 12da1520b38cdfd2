import { beforeEach, expect, test } from '@jest/globals';
import { readWebhook } from '../../../functions/shared/webhooks/runtime/webhooks-contract.ts';
import { bodyOf, createdId } from '../../support/answers.ts';
import { response } from '../../support/in-memory/scripted-sender.ts';
import { InProcessApi } from '../../support/in-process-api.ts';

const tokenUrl = 'https://login.example.com/token';
const auth = { type: 'oauth2', tokenUrl, clientId: 'client', clientSecret: 'hush-secret', scope: 'hooks' };

let api: InProcessApi;
let manager: string;

beforeEach(async () => {
  api = new InProcessApi();
  manager = await api.createSpace('acme');
  const token = JSON.stringify({ access_token: 'hush-token', token_type: 'Bearer', expires_in: 3_600 });
  api.sender.answer(tokenUrl, async () => response(200, token));
});

const call = (method: string, path: string, body?: unknown) =>
  api.call({ method, path: `/v1/spaces/acme${path}`, key: manager, body });

async function newWebhook(fields: object = {}): Promise<string> {
  const created = await call('POST', '/webhooks', { name: 'One', url: 'https://example.com/', auth, ...fields });
  return `/webhooks/${createdId(created)}`;
}

test('a client secret is shown masked, kept by its mask, and changed or removed by a patch', async () => {
  const path = await newWebhook();
  const masked = { ...auth, clientSecret: '***' };
  expect(bodyOf(readWebhook, await call('GET', path)).auth).toEqual(masked);
  expect(JSON.stringify((await call('GET', '/webhooks')).body)).not.toContain('hush');
  expect(await call('PATCH', path, { auth: { ...masked, scope: null } })).toMatchObject({ status: 200 });
  await call('POST', `${path}/test`);
  const asked = api.sender.sent.find(({ url }) => url === tokenUrl);
  expect(Buffer.from(asked?.headers.authorization?.slice(6) ?? '', 'base64').toString()).toBe('client:hush-secret');
  expect(new TextDecoder().decode(asked?.body)).toBe('grant_type=client_credentials');
  expect((await call('PATCH', path, { auth: null })).body).not.toHaveProperty('auth');
  expect(await call('PATCH', path, { auth: masked })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'auth.clientSecret' }] },
  });
});

test.each([
  ['a token endpoint on a private address', { auth: { ...auth, tokenUrl: 'https://127.0.0.1/' } }, 'auth.tokenUrl'],
  ['a token endpoint without TLS', { auth: { ...auth, tokenUrl: 'http://example.com/' } }, 'auth.tokenUrl'],
  ['a header that the token goes in', { auth, headers: { Authorization: 'Basic x' } }, 'headers.Authorization'],
  ['a secret of more than one line', { auth: { ...auth, clientSecret: 'a\nb' } }, 'auth.clientSecret'],
  ['an authority that is none', { auth: { ...auth, caCertificate: 'PEM' } }, 'auth.caCertificate'],
  ['no client', { auth: { ...auth, clientId: undefined } }, 'auth.clientId'],
  ['a type that is not known', { auth: { ...auth, type: 'basic' } }, 'auth.type'],
])('%s is refused, and named', async (_what, fields, path) => {
  expect(await call('POST', '/webhooks', { name: 'One', url: 'https://example.com/', ...fields })).toMatchObject({
    status: 400,
    body: { errors: [{ path }] },
  });
});

test('a test send fetches a token, and shows neither it nor the client secret', async () => {
  const path = await newWebhook();
  const echo = async () => ({
    ...response(200, `you sent hush-token for ${JSON.stringify(auth)}`),
    headers: { 'x-echo': 'Bearer hush-token' },
  });
  api.sender.answer('https://example.com/', echo);
  for (const [route, body] of [
    [`${path}/test`, undefined],
    ['/webhooks/test', { url: 'https://example.com/', auth }],
  ] as const) {
    const answer = await call('POST', route, body);
    expect(answer).toMatchObject({
      status: 200,
      body: { request: { headers: { authorization: '***' } }, verdict: { outcome: 'succeeded' } },
    });
    expect(JSON.stringify(answer.body)).not.toContain('hush');
    expect(api.sender.sent.at(-1)?.headers.authorization).toBe('Bearer hush-token');
  }
});

test('a test send whose token endpoint refuses says so, and has sent nothing', async () => {
  api.sender.answer(tokenUrl, async () => response(401, '{"error":"invalid_client"}'));
  expect((await call('POST', `${await newWebhook()}/test`)).body).toMatchObject({
    request: null,
    response: null,
    verdict: { outcome: 'failed', failure: 'token_error', reason: expect.stringContaining('invalid_client') },
  });
});
