import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { oidcTokens } from '../../../functions/shared/spaces/adapters/oidc-tokens.ts';
import type { TokenVerifier } from '../../../functions/shared/spaces/application/authenticate.ts';
import { audience, type LocalIssuer, startLocalIssuer } from '../../support/local-issuer.ts';

let issuer: LocalIssuer;
let other: LocalIssuer;
let tokens: TokenVerifier;

const verifierOf = ({ url, jwksUri, ca }: LocalIssuer) =>
  oidcTokens({ issuer: url, audience, jwksUri, ca, spaceClaim: 'https://posthorn.example/space', roleClaim: 'roles' });

const manager = { 'https://posthorn.example/space': 'acme', roles: ['employee', 'manager'] };

beforeAll(async () => {
  [issuer, other] = await Promise.all([startLocalIssuer(), startLocalIssuer()]);
  tokens = verifierOf(issuer);
});

afterAll(() => Promise.all([issuer.close(), other.close()]));

test('a good token stands for its subject, in the space and role of the configured claims', async () => {
  expect(await tokens.verify(issuer.token(manager))).toEqual({
    ok: true,
    value: { role: 'manager', space: 'acme', id: 'jwt:someone' },
  });
  expect(await tokens.verify(issuer.token({ roles: 'admin' }))).toMatchObject({ value: { role: 'admin' } });
});

test('the keys are read once, and again when the issuer has new ones', async () => {
  const own = await startLocalIssuer();
  const verifier = verifierOf(own);
  await verifier.verify(own.token(manager));
  await verifier.verify(own.token(manager));
  expect(own.fetches()).toBe(1);
  const old = own.token(manager);
  own.rotate();
  expect(await verifier.verify(own.token(manager))).toMatchObject({ ok: true });
  expect(own.fetches()).toBe(2);
  expect(await verifierOf(own).verify(old)).toMatchObject({ ok: false });
  await own.close();
});

describe('refuses', () => {
  const now = () => Math.floor(Date.now() / 1_000);

  test.each<[string, () => string, RegExp]>([
    ['an expired token', () => issuer.token({ ...manager, exp: now() - 60 }), /expired/],
    ['a token that never expires', () => issuer.token({ ...manager, exp: undefined }), /"exp"/],
    ['a token with a critical extension', () => issuer.token(manager, { crit: ['exp2'], exp2: 1 }), /"crit"/],
    ['a token whose list of critical extensions is empty', () => issuer.token(manager, { crit: [] }), /"crit"/],
    ['a token not good yet', () => issuer.token({ ...manager, nbf: now() + 600 }), /does not have the configured/],
    [
      'a token for another audience',
      () => issuer.token({ ...manager, aud: 'another' }),
      /does not have the configured/,
    ],
    [
      'a token that claims another issuer',
      () => issuer.token({ ...manager, iss: other.url }),
      /does not have the configured/,
    ],
    [
      'a token of another issuer that claims this one',
      () => other.token({ ...manager, iss: issuer.url }),
      /does not have the configured/,
    ],
    ['a token without a signature', () => issuer.token(manager, { alg: 'none' }), /does not have the configured/],
    [
      'a token signed with the public key as a secret',
      () => issuer.confusedToken(manager),
      /does not have the configured/,
    ],
    ['a token whose payload was changed', () => tampered(issuer.token(manager)), /does not have the configured/],
    ['a token of no known role', () => issuer.token({ ...manager, roles: ['owner'] }), /"roles" must contain one of/],
    ['a manager of no space', () => issuer.token({ roles: 'manager' }), /is not the id of a space/],
    [
      'a space that cannot be',
      () => issuer.token({ ...manager, 'https://posthorn.example/space': '../x' }),
      /is not the id of a space/,
    ],
    ['what is no token', () => 'a.b.c', /does not have the configured/],
  ])('%s', async (_what, token, detail) => {
    expect(await tokens.verify(token())).toEqual({
      ok: false,
      refusal: { kind: 'unauthenticated', detail: expect.stringMatching(detail) },
    });
  });

  test('every token while the keys cannot be read', async () => {
    const gone = await startLocalIssuer();
    const verifier = verifierOf(gone);
    const token = gone.token(manager);
    await gone.close();
    expect(await verifier.verify(token)).toMatchObject({
      refusal: { detail: expect.stringMatching(/temporarily unavailable/) },
    });
  });
});

function tampered(token: string): string {
  const [header, , signature] = token.split('.');
  const payload = { iss: issuer.url, aud: audience, sub: 'x', exp: 4_000_000_000, roles: 'admin' };
  return `${header}.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${signature}`;
}
