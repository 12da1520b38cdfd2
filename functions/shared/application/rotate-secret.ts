import { isLive } from '../domain/signature.ts';
import { formatSigningSecret, generatedSecretBytes } from '../domain/signing-secret.ts';
import type { SigningSecret, Webhook } from '../domain/webhook.ts';
import type { WebhookServices } from './manage-webhooks.ts';
import { done, notFound, type Outcome, refused } from './outcome.ts';
import type { WebhookRef } from './ports/webhook-directory.ts';
import { changeVersion, type ExpectedVersion } from './version-check.ts';

/** Most secrets that sign at a time: each adds a signature to every request. */
const maxLiveSecrets = 5;

export type Rotation = Readonly<{
  ref: WebhookRef;
  /** How long the secrets before sign on, in seconds. */
  overlapSeconds: number;
  expected: ExpectedVersion;
}>;

/** Makes a new signing secret; those before it sign on until the overlap ends, so that receivers can change over. */
export async function rotateSecret(
  { webhooks, clock, ids }: Pick<WebhookServices, 'webhooks' | 'clock' | 'ids'>,
  { ref, overlapSeconds, expected }: Rotation,
): Promise<Outcome<Webhook>> {
  return changeVersion({
    expected,
    find: () => webhooks.find(ref),
    missing: notFound('webhook'),
    change: async (before: Webhook): Promise<Outcome<Webhook> | 'changed'> => {
      const now = clock.now();
      const end = new Date(now.getTime() + overlapSeconds * 1_000);
      const older = before.secrets.map((secret) => endedBy(secret, end)).filter((secret) => isLive(secret, now));
      if (older.length >= maxLiveSecrets) return tooMany;
      const made = { value: formatSigningSecret(ids.randomBytes(generatedSecretBytes)) };
      const at = { updatedAt: now.toISOString(), version: before.version + 1 };
      const after: Webhook = { ...before, ...at, secrets: [made, ...older] };
      return (await webhooks.replace({ before, after })) === 'replaced' ? done(after) : 'changed';
    },
  });
}

/** A secret that ends at the time, or at its own if that is earlier. */
const endedBy = (secret: SigningSecret, end: Date): SigningSecret =>
  secret.expiresAt !== undefined && Date.parse(secret.expiresAt) <= end.getTime()
    ? secret
    : { ...secret, expiresAt: end.toISOString() };

const tooMany: Outcome<never> = refused({
  kind: 'conflict',
  errors: [
    {
      path: 'overlapSeconds',
      message: `There are ${maxLiveSecrets} secrets that sign already; wait until one ends, or rotate with overlapSeconds 0, which ends all of them.`,
    },
  ],
});
