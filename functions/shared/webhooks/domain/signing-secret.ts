import { formatPrivateKey, isPrivateKey, isValidPrivateKey, seedBytes } from './ed25519-key.ts';
import type { SignatureSettings } from './webhook.ts';

/** Key sizes that Standard Webhooks 1.0 allows, in bytes. */
const minKeyBytes = 24;
const maxKeyBytes = 64;

/** Our own limit: far beyond any sensible shared key. */
export const maxSha256SecretLength = 512;

/** Whether a secret is valid as a webhook's newest one. */
export function canSign(signature: SignatureSettings, secret: string): boolean {
  switch (signature.style) {
    case 'standard':
      return signature.algorithm === 'ed25519' ? isValidPrivateKey(secret) : isStandardSecret(secret);
    case 'sha256':
      // A private key is never shared, and its form identifies it.
      return secret.length > 0 && secret.length <= maxSha256SecretLength && !isPrivateKey(secret);
  }
}

/** Whether an older secret may still sign: in the standard style each signs by the algorithm that it was made for. */
export function canSignOn(signature: SignatureSettings, secret: string): boolean {
  switch (signature.style) {
    case 'standard':
      return isStandardSecret(secret) || isValidPrivateKey(secret);
    case 'sha256':
      return canSign(signature, secret);
  }
}

/** Whether a signature needs a key of the other type: a private one instead of a shared one, or the reverse. */
export const needsAnotherKey = (signature: SignatureSettings, secret: string): boolean =>
  isPrivateKey(secret) !== (signature.style === 'standard' && signature.algorithm === 'ed25519');

/** The requirements of a secret, in one sentence. */
export function secretForm(signature: SignatureSettings): string {
  switch (signature.style) {
    case 'standard':
      return signature.algorithm === 'ed25519'
        ? 'A private key for ed25519 is "whsk_" followed by the base64 of 64 bytes: the seed, and the public key that belongs to it.'
        : `A secret for the standard signature is "whsec_" followed by the base64 of ${minKeyBytes} to ${maxKeyBytes} random bytes.`;
    case 'sha256':
      return `A secret for the sha256 signature has 1 to ${maxSha256SecretLength} characters, and does not begin with "whsk_".`;
  }
}

function isStandardSecret(secret: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  if (encoded === undefined) return false;
  const bytes = Buffer.from(encoded, 'base64').length;
  return bytes >= minKeyBytes && bytes <= maxKeyBytes;
}

/** Random bytes in a generated secret; a private key's seed has the same number. */
export const generatedSecretBytes = seedBytes;

/** A secret in the form of Standard Webhooks 1.0, for the algorithm that the webhook signs with. */
export const formatSigningSecret = (signature: SignatureSettings, bytes: Uint8Array): string =>
  signature.style === 'standard' && signature.algorithm === 'ed25519'
    ? formatPrivateKey(bytes)
    : `whsec_${Buffer.from(bytes).toString('base64')}`;
