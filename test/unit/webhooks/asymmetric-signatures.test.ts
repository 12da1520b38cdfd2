import { beforeEach, expect, test } from '@jest/globals';
import { verifyAsync } from '@noble/ed25519';
import { formatPrivateKey } from '../../../functions/shared/webhooks/domain/ed25519-key.ts';
import { readSecret, rotateSecret } from '../../../functions/shared/webhooks/runtime/webhook-secrets-contract.ts';
import { bodyOf, createdId } from '../../support/answers.ts';
import { InProcessApi } from '../../support/in-process-api.ts';

const asymmetric = { signature: { style: 'standard', algorithm: 'ed25519' } };
const symmetric = { signature: { algorithm: 'hmac-sha256' } };
const own = formatPrivateKey(new Uint8Array(32).fill(7));

let api: InProcessApi;
let manager: string;

beforeEach(async () => {
  api = new InProcessApi();
  manager = await api.createSpace('acme');
});

const call = (method: string, path: string, body?: unknown) =>
  api.call({ method, path: `/v1/spaces/acme${path}`, key: manager, body });

async function newWebhook(fields: object): Promise<string> {
  const created = await call('POST', '/webhooks', { name: 'One', url: 'https://example.com/', ...fields });
  return `/webhooks/${createdId(created)}`;
}

const keysOf = async (path: string) => bodyOf(readSecret, await call('GET', `${path}/secret`));

/** What the last request was signed with, each signature by which of the keys. */
async function signersOfTest(path: string, publicKeys: readonly string[]) {
  await call('POST', `${path}/test`);
  const { headers = {}, body = new Uint8Array() } = api.sender.sent.at(-1) ?? {};
  const signed = Buffer.concat([Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`), body]);
  const signatures = (headers['webhook-signature'] ?? '').split(' ').map((each) => each.split(','));
  return Promise.all(
    signatures.map(async ([version, base64 = '']) => {
      if (version !== 'v1a') return version;
      const verified = await Promise.all(
        publicKeys.map((key) => verifyAsync(Buffer.from(base64, 'base64'), signed, bytesOf(key))),
      );
      return publicKeys[verified.indexOf(true)];
    }),
  );
}

const bytesOf = (publicKey: string) => Buffer.from(publicKey.slice('whpk_'.length), 'base64');

const publicKey = expect.stringMatching(/^whpk_[A-Za-z0-9+/]{43}=$/);

test('a webhook signs by a key of its own, of which the public half alone can be read', async () => {
  const path = await newWebhook(asymmetric);
  expect((await call('GET', path)).body).toMatchObject({ ...asymmetric, secret: '***' });
  const keys = await keysOf(path);
  expect(keys).toEqual({ secret: null, publicKey, previous: [] });
  const { publicKey: known = '' } = keys;
  expect(await signersOfTest(path, [known])).toEqual([known]);
});

test('a private key that is given is never shown, and one that is broken is refused', async () => {
  const path = await newWebhook({ ...asymmetric, secret: own });
  expect(JSON.stringify([(await call('GET', path)).body, await keysOf(path)])).not.toContain('whsk_');
  const refusal = { status: 400, body: { errors: [{ path: 'secret', message: expect.stringMatching(/"whsk_"/) }] } };
  expect(await call('PATCH', path, { secret: own.replace('whsk_B', 'whsk_C') })).toMatchObject(refusal);
  expect(await call('POST', '/webhooks', { name: 'Two', url: 'https://example.com/', secret: own })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'secret' }] },
  });
});

test('rotation makes a new key, and the one before it signs on until the overlap ends', async () => {
  const path = await newWebhook({ ...asymmetric, secret: own });
  const { publicKey: before = '' } = await keysOf(path);
  const rotated = bodyOf(rotateSecret, await call('POST', `${path}/secret/rotate`, { overlapSeconds: 60 }));
  expect(rotated).toEqual({
    secret: null,
    publicKey,
    previous: [{ publicKey: before, expiresAt: expect.any(String) }],
  });
  const { publicKey: after = '' } = rotated;
  expect(await signersOfTest(path, [before, after])).toEqual([after, before]);
  api.clock.advance(60_000);
  expect(await signersOfTest(path, [before, after])).toEqual([after]);
});

test('from one algorithm to the other and back, the key before signs on for a day', async () => {
  const path = await newWebhook({});
  const { secret } = await keysOf(path);
  expect(await call('PATCH', path, asymmetric)).toMatchObject({ status: 200, body: asymmetric });
  const keys = await keysOf(path);
  expect(keys).toEqual({ secret: null, publicKey, previous: [{ secret, expiresAt: expect.any(String) }] });
  const { publicKey: known = '' } = keys;
  expect(await signersOfTest(path, [known])).toEqual([known, 'v1']);
  api.clock.advance(86_400_000);
  expect(await signersOfTest(path, [known])).toEqual([known]);

  expect(await call('PATCH', path, symmetric)).toMatchObject({ status: 200 });
  expect(await signersOfTest(path, [known])).toEqual(['v1', known]);
  expect(await keysOf(path)).toMatchObject({ secret: expect.stringMatching(/^whsec_/), previous: [{}] });
});

test('a change that needs a new key does not end one that must sign on, nor make more than may sign', async () => {
  const path = await newWebhook({});
  for (let more = 0; more < 4; more += 1) await call('POST', `${path}/secret/rotate`);
  expect(await call('PATCH', path, asymmetric)).toMatchObject({
    status: 400,
    body: {
      errors: [{ path: 'secret', message: expect.stringMatching(/wait until one expires, or send a `secret`/) }],
    },
  });
  expect(await call('PATCH', path, { ...asymmetric, secret: own })).toMatchObject({ status: 200 });
  expect(await keysOf(path)).toMatchObject({ previous: [] });
});

test('a style of another form takes no key along', async () => {
  const path = await newWebhook({ ...asymmetric, secret: own });
  expect(await call('PATCH', path, { signature: { style: 'sha256' } })).toMatchObject({
    status: 200,
    body: { signature: { style: 'sha256', header: 'x-webhook-signature' } },
  });
  expect(await keysOf(path)).toEqual({ secret: expect.stringMatching(/^whsec_/), previous: [] });
  expect(await call('PATCH', path, { secret: own })).toMatchObject({ status: 400 });
  expect(await call('PATCH', path, asymmetric)).toMatchObject({ status: 200, body: asymmetric });
  expect(await keysOf(path)).toEqual({ secret: null, publicKey, previous: [] });
});

test('a webhook that is unsigned stays so until a key is made by rotation', async () => {
  const path = await newWebhook({ ...asymmetric, secret: null });
  expect(await keysOf(path)).toEqual({ secret: null, previous: [] });
  expect((await call('POST', `${path}/secret/rotate`)).body).toMatchObject({ publicKey });
});

test('a viewer can read no key, not even a public one', async () => {
  const path = await newWebhook(asymmetric);
  const key = await api.createKey('acme', 'viewer');
  expect(await api.call({ method: 'GET', path: `/v1/spaces/acme${path}/secret`, key })).toMatchObject({ status: 403 });
});
