import { describe, expect, test } from '@jest/globals';
import { formatPrivateKey } from '../../../functions/shared/webhooks/domain/ed25519-key.ts';
import { canSign, canSignOn } from '../../../functions/shared/webhooks/domain/signing-secret.ts';

const hmac = { style: 'standard', algorithm: 'hmac-sha256' } as const;
const ed25519 = { style: 'standard', algorithm: 'ed25519' } as const;
const sha256 = { style: 'sha256', header: 'x-signature' } as const;

const standard = (bytes: number) => `whsec_${Buffer.alloc(bytes, 7).toString('base64')}`;
const privateKey = formatPrivateKey(Buffer.alloc(32, 7));

describe('a secret for the standard signature', () => {
  test.each([24, 32, 64])('may hold %d bytes', (bytes) => {
    expect(canSign(hmac, standard(bytes))).toBe(true);
  });

  test.each([
    ['too short', standard(23)],
    ['too long', standard(65)],
    ['without its prefix', Buffer.alloc(32, 7).toString('base64')],
    ['not base64', 'whsec_not base64 at all, but long enough'],
    ['empty', ''],
    ['a private key', privateKey],
  ])('is refused %s', (_what, secret) => {
    expect(canSign(hmac, secret)).toBe(false);
  });
});

describe('a private key for ed25519', () => {
  const seed = Buffer.alloc(32, 7);

  test('is a seed and its public key', () => {
    expect(canSign(ed25519, privateKey)).toBe(true);
  });

  test.each([
    ['without its public key', `whsk_${seed.toString('base64')}`],
    ["with another seed's public key", `whsk_${Buffer.concat([seed, Buffer.alloc(32, 8)]).toString('base64')}`],
    ['with something after it', `${privateKey}=`],
    ['without its prefix', privateKey.slice('whsk_'.length)],
    ['as its public key alone', `whpk_${seed.toString('base64')}`],
    ['as a shared secret', standard(64)],
    ['empty', ''],
  ])('is refused %s', (_what, secret) => {
    expect(canSign(ed25519, secret)).toBe(false);
  });
});

test('an older secret of the standard signature may be for either algorithm', () => {
  for (const signature of [hmac, ed25519]) {
    for (const secret of [standard(32), privateKey]) expect(canSignOn(signature, secret)).toBe(true);
    expect(canSignOn(signature, 'free form')).toBe(false);
  }
});

test('a secret for the sha256 signature may be any text, but not empty, endless or a private key', () => {
  for (const secret of ['x', 'ü'.repeat(512), standard(32)]) expect(canSign(sha256, secret)).toBe(true);
  for (const secret of ['', 'x'.repeat(513), privateKey]) expect(canSign(sha256, secret)).toBe(false);
});
