import type { SignatureSettings } from './webhook.ts';

/** Key sizes that Standard Webhooks 1.0 allows, in bytes. */
const minKeyBytes = 24;
const maxKeyBytes = 64;

/** Ours: far beyond any sensible shared key. */
export const maxSha256SecretLength = 512;

type Style = SignatureSettings['style'];

/** Whether a secret can sign in a style. */
export function canSign(style: Style, secret: string): boolean {
  switch (style) {
    case 'standard':
      return isStandardSecret(secret);
    case 'sha256':
      return secret.length > 0 && secret.length <= maxSha256SecretLength;
  }
}

/** What a secret is in each style, in one sentence. */
export const secretForms: Readonly<Record<Style, string>> = {
  standard: `A secret for the standard signature is "whsec_" followed by the base64 of ${minKeyBytes} to ${maxKeyBytes} random bytes.`,
  sha256: `A secret for the sha256 signature has 1 to ${maxSha256SecretLength} characters.`,
};

function isStandardSecret(secret: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  if (encoded === undefined) return false;
  const bytes = Buffer.from(encoded, 'base64').length;
  return bytes >= minKeyBytes && bytes <= maxKeyBytes;
}

/** Random bytes in a secret that Posthorn makes. */
export const generatedSecretBytes = 32;

/** A secret in the form of Standard Webhooks 1.0. */
export const formatSigningSecret = (bytes: Uint8Array): string => `whsec_${Buffer.from(bytes).toString('base64')}`;
