import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { verifyAsync } from '@noble/ed25519';
import { verify as verifyGithub } from '@octokit/webhooks-methods';
import fc from 'fast-check';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { randomIds } from '../../../functions/shared/platform/adapters/random-ids.ts';
import { rotateSecret } from '../../../functions/shared/webhooks/application/rotate-secret.ts';
import { signingSecrets } from '../../../functions/shared/webhooks/application/webhook-secrets.ts';
import { formatPrivateKey, publicKeyOf } from '../../../functions/shared/webhooks/domain/ed25519-key.ts';
import { signatureHeaders } from '../../../functions/shared/webhooks/domain/signature.ts';
import type { SigningSecret, Webhook } from '../../../functions/shared/webhooks/domain/webhook.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryConfiguration } from '../../support/in-memory/configuration.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const body = Buffer.from('{"type":"hit.detected"}');
const ref = { space: 'acme', webhookId: 'wh_1' };

/** A webhook whose secret is rotated as a manager would, with what it lists and what it sends at any time. */
async function makeWorld(changes: Partial<Webhook>) {
  const clock = new VirtualClock();
  const { spaces, webhooks } = new InMemoryConfiguration();
  const createdAt = clock.now().toISOString();
  await spaces.create({
    id: 'acme',
    name: 'Acme',
    ownerEmail: 'a@acme.example',
    createdAt,
    updatedAt: createdAt,
    version: 1,
  });
  await webhooks.create(aWebhook({ secrets: [{ value: 'first' }], ...changes }));
  const webhook = async () => (await webhooks.find(ref)) ?? aWebhook();
  return {
    clock,
    rotate: (overlapSeconds: number) =>
      rotateSecret({ webhooks, clock, ids: randomIds }, { ref, overlapSeconds, expected: 'any' }),
    listed: async () => signingSecrets(await webhook(), clock.now()),
    sent: async () => {
      const { secrets, signature: settings } = await webhook();
      return signatureHeaders({ settings, secrets, deliveryId: '01J', attemptAt: clock.now(), body });
    },
  };
}

/** What a manager may do to a webhook, and time: overlaps and waits of 0 to 3 hours. */
const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('rotate' as const), hours: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ kind: fc.constant('wait' as const), hours: fc.integer({ min: 0, max: 3 }) }),
  ),
  { maxLength: 12 },
);

type World = Awaited<ReturnType<typeof makeWorld>>;

/** Checks at each step, and just before the first secret ends. */
async function throughout(changes: Partial<Webhook>, check: (world: World) => Promise<void>) {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      const world = await makeWorld(changes);
      for (const { kind, hours } of taken) {
        if (kind === 'rotate') await world.rotate(hours * 3_600);
        else world.clock.advance(hours * 3_600_000);
        await check(world);
      }
    }),
    { numRuns: 100 },
  );
}

describe('while sha256 secrets are rotated, a receiver is never refused if it', () => {
  const signature = { style: 'sha256', header: 'X-Hub-Signature-256' } as const;
  const known = (headers: Record<string, string>) => headers['X-Hub-Signature-256'] ?? '';
  const next = (headers: Record<string, string>) => headers['X-Hub-Signature-256-next']?.split(' ') ?? [];
  const isSignedBy = ({ value }: SigningSecret, header: string) =>
    header === `sha256=${createHmac('sha256', value).update(body).digest('hex')}`;

  test('compares the header that it knows with each secret that is listed', () =>
    throughout({ signature }, async ({ listed, sent }) => {
      const header = known(await sent());
      expect((await listed()).filter((secret) => isSignedBy(secret, header))).toHaveLength(1);
    }));

  test('has any one secret that is listed, and looks at both headers', () =>
    throughout({ signature }, async ({ listed, sent }) => {
      const headers = await sent();
      const values = [known(headers), ...next(headers)];
      for (const secret of await listed()) expect(values.filter((value) => isSignedBy(secret, value))).toHaveLength(1);
      expect(values).toHaveLength((await listed()).length);
    }));

  test('accepts all requests during a rotation, until its own secret expires', async () => {
    const { clock, rotate, sent } = await makeWorld({ signature });
    const isTaken = async () => verifyGithub('first', body.toString(), known(await sent()));
    await rotate(3_600);
    expect(await isTaken()).toBe(true);
    clock.advance(1_800_000);
    await rotate(7_200);
    clock.advance(1_799_999);
    expect(await isTaken()).toBe(true);
    clock.advance(1);
    expect(await isTaken()).toBe(false);
  });
});

test('while standard secrets are rotated, a receiver with any one that is listed is never refused', () =>
  throughout({ secrets: [{ value: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }] }, async ({ clock, listed, sent }) => {
    const { 'webhook-timestamp': _then, ...headers } = await sent();
    for (const { value } of await listed()) {
      // The library compares the time with this machine's; the signature is checked with the time that was signed.
      const signed = new StandardWebhook(value).sign('01J', clock.now(), body.toString());
      expect(headers['webhook-signature']?.split(' ')).toContain(signed);
    }
    expect(await listed()).not.toHaveLength(0);
  }));

test('while ed25519 keys are rotated, a receiver with any one public key that is listed is never refused', () => {
  const signature = { style: 'standard', algorithm: 'ed25519' } as const;
  const secrets = [{ value: formatPrivateKey(new Uint8Array(32).fill(1)) }];
  return throughout({ signature, secrets }, async ({ listed, sent }) => {
    const { 'webhook-timestamp': timestamp, 'webhook-signature': signatures = '' } = await sent();
    const signed = Buffer.concat([Buffer.from(`01J.${timestamp}.`), body]);
    for (const [index, { value }] of (await listed()).entries()) {
      const key = Buffer.from(publicKeyOf(value).slice('whpk_'.length), 'base64');
      expect(await verifyEd25519(signatures.split(' ')[index] ?? '', signed, key)).toBe(true);
    }
    expect(await listed()).not.toHaveLength(0);
  });
});

const verifyEd25519 = async (signature: string, signed: Uint8Array, publicKey: Uint8Array): Promise<boolean> =>
  signature.startsWith('v1a,') && verifyAsync(Buffer.from(signature.slice('v1a,'.length), 'base64'), signed, publicKey);
