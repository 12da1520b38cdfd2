import { createHmac, createSecretKey, type KeyObject, sign } from 'node:crypto';
import { isPrivateKey, privateKeyOf } from './ed25519-key.ts';
import type { SignatureSettings, SigningSecret } from './webhook.ts';

/** Headers that Posthorn sets on every request: they identify the delivery and the time of the attempt. */
export const signingHeaderNames = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;

/** Most secrets that sign at the same time: each adds a signature to every request. */
export const maxLiveSecrets = 5;

type Signing = Readonly<{
  settings: SignatureSettings;
  /** Newest first; an older one expires no later than a newer one. */
  secrets: readonly SigningSecret[];
  /** The same on every attempt; holds no `.` (Standard Webhooks 1.0). */
  deliveryId: string;
  attemptAt: Date;
  /** The exact bytes that are sent. */
  body: Uint8Array;
}>;

/**
 * The headers that identify and sign one attempt, names in lower case except for a header that the webhook named. Id
 * and time are sent unsigned too, so that every receiver can recognise a repeated delivery.
 */
export function signatureHeaders({ settings, secrets, deliveryId, attemptAt, body }: Signing): Record<string, string> {
  const timestamp = Math.floor(attemptAt.getTime() / 1000);
  const identity = { 'webhook-id': deliveryId, 'webhook-timestamp': String(timestamp) };
  const live = secrets.filter((secret) => isLive(secret, attemptAt));
  if (live.length === 0) return identity;
  switch (settings.style) {
    case 'standard': {
      const signatures = live.map((secret) => standardSignature({ secret, deliveryId, timestamp, body }));
      return { ...identity, 'webhook-signature': signatures.join(' ') };
    }
    case 'sha256':
      return { ...identity, ...sha256Headers({ header: settings.header, secrets: live, body }) };
  }
}

/** The header that carries the `sha256` signatures of newer secrets while a rotation overlaps. */
export function nextSignatureHeader(header: string): string {
  return `${header}-next`;
}

export function isLive({ expiresAt }: SigningSecret, at: Date): boolean {
  return expiresAt === undefined || Date.parse(expiresAt) > at.getTime();
}

type StandardSigning = Readonly<{ secret: SigningSecret; deliveryId: string; timestamp: number; body: Uint8Array }>;

/**
 * Standard Webhooks 1.0, over `id.timestamp.body`: `v1` is HMAC-SHA256 under the bytes that follow `whsec_` in base64,
 * `v1a` is ed25519 by the key that follows `whsk_`. The secret's prefix selects which, so that both sign while one
 * replaces the other.
 */
function standardSignature({ secret, deliveryId, timestamp, body }: StandardSigning): string {
  const prefix = `${deliveryId}.${timestamp}.`;
  const key = standardKey(secret);
  if (isPrivateKey(secret.value)) {
    return `v1a,${sign(null, Buffer.concat([Buffer.from(prefix), body]), key).toString('base64')}`;
  }
  return `v1,${createHmac('sha256', key).update(prefix).update(body).digest('base64')}`;
}

/** Made once for each cached webhook: a key costs as much as the HMAC, and from bytes node 24 makes one each time. */
const standardKeys = new WeakMap<SigningSecret, KeyObject>();

function standardKey(secret: SigningSecret): KeyObject {
  const key = standardKeys.get(secret) ?? makeKey(secret.value);
  standardKeys.set(secret, key);
  return key;
}

const makeKey = (secret: string): KeyObject =>
  isPrivateKey(secret) ? privateKeyOf(secret) : createSecretKey(secret.replace(/^whsec_/, ''), 'base64');

type Sha256Signing = Readonly<{ header: string; secrets: readonly SigningSecret[]; body: Uint8Array }>;

/**
 * GitHub's form. Its receivers compare the whole of one header with one value, and cannot know a new secret at once. So
 * that header is signed with the secret they have, the oldest, until its overlap ends; the signatures of the newer ones
 * are in a second header, newest first, for receivers that change over earlier.
 */
function sha256Headers({ header, secrets, body }: Sha256Signing): Record<string, string> {
  const signatures = secrets.map(({ value }) => sha256Signature(value, body));
  const [newer, oldest] = [signatures.slice(0, -1), signatures.slice(-1)];
  return {
    [header]: oldest.join(''),
    ...(newer.length === 0 ? {} : { [nextSignatureHeader(header)]: newer.join(' ') }),
  };
}

function sha256Signature(secret: string, body: Uint8Array): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}
