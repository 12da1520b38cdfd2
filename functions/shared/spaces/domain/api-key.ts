import { createHash } from 'node:crypto';
import type { SpaceRole } from '../../platform/domain/roles.ts';
import { sameText } from '../../platform/domain/same-text.ts';

/** A key as it is stored: only its hash is stored; its text is shown once. */
export type ApiKey = Readonly<{
  id: string;
  space: string;
  name: string;
  role: SpaceRole;
  /** SHA-256 of the key's whole text, hex. A fast hash is enough: the text holds 256 random bits. */
  hash: string;
  createdAt: string;
  expiresAt?: string | undefined;
  /** The key is in a portal link: a link to the console, valid for a limited time. */
  portalLink?: boolean | undefined;
}>;

export type ApiKeyParts = Readonly<{ space: string; keyId: string; secret: string }>;

/** The roles that a portal link can have. */
export const portalRoles = ['manager', 'viewer'] as const satisfies readonly SpaceRole[];
export type PortalRole = (typeof portalRoles)[number];

/** Bytes of randomness in a key's secret part. */
export const apiKeySecretBytes = 32;

const keyText = /^phk_([a-z0-9-]{1,40})_([0-9A-HJKMNP-TV-Z]{26})_([0-9a-f]{64})$/;

/** The key's text, as the caller receives it. */
export const formatApiKey = ({ space, keyId, secret }: ApiKeyParts): string => `phk_${space}_${keyId}_${secret}`;

/** The parts of a key's text; undefined if it is not in the form of Posthorn's keys. */
export function parseApiKey(text: string): ApiKeyParts | undefined {
  const [, space, keyId, secret] = keyText.exec(text) ?? [];
  return space === undefined || keyId === undefined || secret === undefined ? undefined : { space, keyId, secret };
}

export const hashApiKey = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Whether the text is that key's and the key is valid. Takes the same time wherever the texts differ. */
export function apiKeyAdmits(attempt: Readonly<{ key: ApiKey; text: string; now: Date }>): boolean {
  if (!sameText(hashApiKey(attempt.text), attempt.key.hash)) return false;
  return attempt.key.expiresAt === undefined || attempt.now.getTime() < Date.parse(attempt.key.expiresAt);
}
