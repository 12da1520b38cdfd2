import { describe, expect, test } from '@jest/globals';
import { verifyAsync } from '@noble/ed25519';
import { verify as verifyGithub } from '@octokit/webhooks-methods';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { publicKeyOf } from '../../../functions/shared/webhooks/domain/ed25519-key.ts';
import { signatureHeaders } from '../../../functions/shared/webhooks/domain/signature.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const newest = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const outgoing = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD';
const body = bytes('{"type":"hit.detected","data":{"text":"ünïcode, \\u2028"}}');

const sign = (changes: Partial<Parameters<typeof signatureHeaders>[0]> = {}) =>
  signatureHeaders({
    settings: { style: 'standard', algorithm: 'hmac-sha256' },
    secrets: [{ value: newest }],
    deliveryId: '01JDELIVERY',
    attemptAt: new Date(),
    body,
    ...changes,
  });

describe('the standard signature', () => {
  test("is the specification's own vector", () => {
    const headers = sign({
      deliveryId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      attemptAt: new Date(1614265330_999),
      body: bytes('{"test": 2432232314}'),
    });
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  test('satisfies standardwebhooks and svix', () => {
    const headers = sign();
    const text = Buffer.from(body).toString();
    expect(() => new StandardWebhook(newest).verify(text, headers)).not.toThrow();
    expect(() => new SvixWebhook(newest).verify(text, headers)).not.toThrow();
    expect(() => new StandardWebhook(outgoing).verify(text, headers)).toThrow();
  });

  test('is made with both secrets until the rotation ends', () => {
    const attemptAt = new Date();
    const rotated = (expiresAt: Date) => [{ value: newest }, { value: outgoing, expiresAt: expiresAt.toISOString() }];
    const verify = (secret: string, headers: Record<string, string>) =>
      new StandardWebhook(secret).verify(Buffer.from(body).toString(), headers);

    const during = sign({ attemptAt, secrets: rotated(new Date(attemptAt.getTime() + 1)) });
    expect(() => verify(newest, during)).not.toThrow();
    expect(() => verify(outgoing, during)).not.toThrow();

    const after = sign({ attemptAt, secrets: rotated(attemptAt) });
    expect(() => verify(newest, after)).not.toThrow();
    expect(() => verify(outgoing, after)).toThrow();
  });
});

describe('the standard signature by ed25519', () => {
  const settings = { style: 'standard', algorithm: 'ed25519' } as const;
  /** The keys and the signature by which Svix's server, whose authors wrote the specification, tests its own. */
  const privateKey = 'whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==';
  const publicKey = 'whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=';
  const vector = 'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==';
  const specified = {
    settings,
    deliveryId: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    attemptAt: new Date(1614265330_000),
    body: bytes('{"test": 2432232314}'),
  };

  test('is the known vector', () => {
    expect(publicKeyOf(privateKey)).toBe(publicKey);
    expect(sign({ ...specified, secrets: [{ value: privateKey }] })['webhook-signature']).toBe(vector);
  });

  test('stands beside one by HMAC while one takes the place of the other', () => {
    const expiresAt = new Date(specified.attemptAt.getTime() + 1).toISOString();
    const both = sign({ ...specified, secrets: [{ value: privateKey }, { value: newest, expiresAt }] });
    expect(both['webhook-signature']).toBe(`${vector} v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=`);
  });

  test('satisfies an implementation of its own', async () => {
    const headers = sign({ settings, secrets: [{ value: privateKey }] });
    const signature = Buffer.from(headers['webhook-signature']?.slice('v1a,'.length) ?? '', 'base64');
    const key = Buffer.from(publicKey.slice('whpk_'.length), 'base64');
    const signed = Buffer.concat([bytes(`01JDELIVERY.${headers['webhook-timestamp']}.`), body]);
    expect(await verifyAsync(signature, signed, key)).toBe(true);
    expect(await verifyAsync(signature, signed.subarray(1), key)).toBe(false);
  });
});

describe('the sha256 signature', () => {
  const settings = { style: 'sha256', header: 'x-y42-signature' } as const;

  test.each(['x-y42-signature', 'X-Hub-Signature-256'])('satisfies octokit in %s', async (header) => {
    const headers = sign({ settings: { style: 'sha256', header }, secrets: [{ value: 'a plain shared key' }] });
    expect(await verifyGithub('a plain shared key', Buffer.from(body).toString(), headers[header] ?? '')).toBe(true);
    expect(headers['webhook-signature']).toBeUndefined();
  });

  test('signs the existing header with the old secret, and a second header with the newer ones', async () => {
    const attemptAt = new Date();
    const endsIn = (ms: number) => new Date(attemptAt.getTime() + ms).toISOString();
    const secrets = [
      { value: 'newest' },
      { value: 'newer', expiresAt: endsIn(2) },
      { value: 'old', expiresAt: endsIn(1) },
      { value: 'ended', expiresAt: endsIn(0) },
    ];
    const text = Buffer.from(body).toString();
    const headers = sign({ settings, secrets, attemptAt });
    expect(await verifyGithub('old', text, headers['x-y42-signature'] ?? '')).toBe(true);
    const next = headers['x-y42-signature-next']?.split(' ') ?? [];
    expect(next).toHaveLength(2);
    expect(await verifyGithub('newest', text, next[0] ?? '')).toBe(true);
    expect(await verifyGithub('newer', text, next[1] ?? '')).toBe(true);

    const later = sign({ settings, secrets, attemptAt: new Date(attemptAt.getTime() + 2) });
    expect(await verifyGithub('newest', text, later['x-y42-signature'] ?? '')).toBe(true);
    expect(Object.keys(later)).toEqual(['webhook-id', 'webhook-timestamp', 'x-y42-signature']);
  });
});

test('a webhook without secrets sends id and time only', () => {
  expect(Object.keys(sign({ secrets: [] }))).toEqual(['webhook-id', 'webhook-timestamp']);
});
