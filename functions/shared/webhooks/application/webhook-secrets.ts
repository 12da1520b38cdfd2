import type { IdSource } from '../../platform/application/ports.ts';
import { mask } from '../../platform/domain/mask.ts';
import { isLive } from '../domain/signature.ts';
import { formatSigningSecret, generatedSecretBytes, needsAnotherKey } from '../domain/signing-secret.ts';
import { defaultSignature, type SigningSecret, type Webhook } from '../domain/webhook.ts';
import type { WebhookDraft } from './webhook-draft.ts';

/** Product default: a day for receivers to change over. */
export const defaultOverlapSeconds = 86_400;

/** The draft's secret and signature; the rest of it may be wrong. */
type SecretSettings = Pick<Partial<WebhookDraft>, 'secret' | 'signature'>;

/** The secrets of a new webhook: the one that was sent, or one generated for its signature. */
export function secretsForNew(ids: Pick<IdSource, 'randomBytes'>): (draft: SecretSettings) => readonly SigningSecret[] {
  const bytes = ids.randomBytes(generatedSecretBytes);
  return ({ secret, signature = defaultSignature }) =>
    secret === undefined ? [{ value: formatSigningSecret(signature, bytes) }] : secretsOf(secret);
}

/**
 * The secrets after a change. If the signature needs a key of another type than the current one, a new one is
 * generated; the previous ones sign for another day where the receiver can distinguish them.
 */
export function secretsForChange(
  ids: Pick<IdSource, 'randomBytes'>,
  { before, now }: Readonly<{ before: Webhook; now: Date }>,
): (draft: SecretSettings) => readonly SigningSecret[] {
  const active = signingSecrets(before, now);
  const bytes = ids.randomBytes(generatedSecretBytes);
  return ({ secret, signature = before.signature }) => {
    const [newest] = active;
    if (secret !== undefined && !(secret === mask && newest !== undefined)) return secretsOf(secret);
    if (newest === undefined || !needsAnotherKey(signature, newest.value)) return active;
    const made = { value: formatSigningSecret(signature, bytes) };
    if (before.signature.style !== signature.style) return [made];
    return [made, ...withOverlap(active, { now, overlapSeconds: defaultOverlapSeconds })];
  };
}

/** Secrets that still sign, each until the overlap ends, or until its own expiry if that is earlier. */
export function withOverlap(
  secrets: readonly SigningSecret[],
  { now, overlapSeconds }: Readonly<{ now: Date; overlapSeconds: number }>,
): readonly SigningSecret[] {
  const end = new Date(now.getTime() + overlapSeconds * 1_000);
  return secrets.map((secret) => expiringAt(secret, end)).filter((secret) => isLive(secret, now));
}

const expiringAt = (secret: SigningSecret, end: Date): SigningSecret =>
  secret.expiresAt !== undefined && Date.parse(secret.expiresAt) <= end.getTime()
    ? secret
    : { ...secret, expiresAt: end.toISOString() };

/** The secrets that sign now, newest first. */
export const signingSecrets = (webhook: Pick<Webhook, 'secrets'>, now: Date): readonly SigningSecret[] =>
  webhook.secrets.filter((secret) => isLive(secret, now));

const secretsOf = (secret: string | null): readonly SigningSecret[] => (secret === null ? [] : [{ value: secret }]);
