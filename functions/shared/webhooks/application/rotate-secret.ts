import { notFound, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import { changeVersion, type ExpectedVersion } from '../../platform/application/version-check.ts';
import type { WebhookRef } from '../../platform/domain/webhook-ref.ts';
import { maxLiveSecrets } from '../domain/signature.ts';
import { formatSigningSecret, generatedSecretBytes } from '../domain/signing-secret.ts';
import type { Webhook } from '../domain/webhook.ts';
import type { WebhookPorts } from './manage-webhooks.ts';
import { withOverlap } from './webhook-secrets.ts';

export type Rotation = Readonly<{
  ref: WebhookRef;
  /** How long the previous secrets still sign, in seconds. */
  overlapSeconds: number;
  expected: ExpectedVersion;
}>;

/** Generates a new signing secret; the previous ones sign until the overlap ends, so that receivers can change over. */
export async function rotateSecret(
  { webhooks, clock, ids }: Pick<WebhookPorts, 'webhooks' | 'clock' | 'ids'>,
  { ref, overlapSeconds, expected }: Rotation,
): Promise<Outcome<Webhook>> {
  return changeVersion({
    expected,
    find: () => webhooks.find(ref),
    missing: notFound('webhook'),
    change: async (before: Webhook): Promise<Outcome<Webhook> | 'changed'> => {
      const now = clock.now();
      const older = withOverlap(before.secrets, { now, overlapSeconds });
      if (older.length >= maxLiveSecrets) return tooMany;
      const made = { value: formatSigningSecret(before.signature, ids.randomBytes(generatedSecretBytes)) };
      const at = { updatedAt: now.toISOString(), version: before.version + 1 };
      const after: Webhook = { ...before, ...at, secrets: [made, ...older] };
      return (await webhooks.replace({ before, after })) === 'replaced' ? ok(after) : 'changed';
    },
  });
}

const tooMany: Outcome<never> = refused({
  kind: 'conflict',
  errors: [
    {
      path: 'overlapSeconds',
      message: `The webhook already has ${maxLiveSecrets} active secrets: wait until one expires, or rotate with overlapSeconds 0, which ends all of them.`,
    },
  ],
});
