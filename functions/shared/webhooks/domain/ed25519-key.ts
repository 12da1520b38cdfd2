import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';

/** Standard Webhooks 1.0: the prefixes of an ed25519 private and public key. */
const privatePrefix = 'whsk_';
const publicPrefix = 'whpk_';

/** RFC 8032, section 5.1.5: a private key is a seed of 32 bytes, and so is a public key. */
export const seedBytes = 32;

/** The prefix of the seed in PKCS #8 (RFC 8410, section 7), and of a public key in SPKI (section 4). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex');
const spkiPrefixBytes = 12;

/** Whether a secret has the prefix of a private key. */
export const isPrivateKey = (secret: string): boolean => secret.startsWith(privatePrefix);

/**
 * Whether a private key is complete: the seed and its public key together, in base64, as libsodium writes a private key
 * and Svix accepts one. With a public half of another seed, receivers would refuse every signature.
 */
export function isValidPrivateKey(secret: string): boolean {
  const bytes = bytesOf(secret);
  return (
    bytes.length === 2 * seedBytes &&
    `${privatePrefix}${bytes.toString('base64')}` === secret &&
    formatPrivateKey(bytes.subarray(0, seedBytes)) === secret
  );
}

/** The private key derived from a seed, in the form of Standard Webhooks 1.0. */
export function formatPrivateKey(seed: Uint8Array): string {
  const publicKey = publicBytes(keyOf(seed));
  return `${privatePrefix}${Buffer.concat([seed, publicKey]).toString('base64')}`;
}

/** The public half of a private key, which receivers verify with. */
export const publicKeyOf = (secret: string): string =>
  `${publicPrefix}${publicBytes(privateKeyOf(secret)).toString('base64')}`;

export const privateKeyOf = (secret: string): KeyObject => keyOf(bytesOf(secret).subarray(0, seedBytes));

const bytesOf = (secret: string): Buffer => Buffer.from(secret.slice(privatePrefix.length), 'base64');

const keyOf = (seed: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' });

const publicBytes = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(spkiPrefixBytes);
