import { type ApiKey, apiKeySecretBytes, formatApiKey, hashApiKey } from '../domain/api-key.ts';
import type { JsonValue } from '../domain/json.ts';
import type { SpaceRole } from '../domain/roles.ts';
import { type Examined, judge } from './examined.ts';
import { createOnce, type OnceServices, type RepeatableRequest } from './idempotency.ts';
import { done, notFound, type Outcome } from './outcome.ts';
import type { IdSource } from './ports/id-source.ts';
import type { KeyRef, KeyStore } from './ports/key-store.ts';

export type KeyServices = OnceServices & Readonly<{ keys: KeyStore; ids: IdSource }>;
export type KeyDraft = Readonly<{ name: string; role: SpaceRole; expiresAt?: string | undefined }>;

/** Creates a key and answers with its text, which is never shown again. */
export async function createKey(
  services: KeyServices,
  { space, draft, request }: Readonly<{ space: string; draft: Examined<KeyDraft>; request: RepeatableRequest }>,
): Promise<Outcome<JsonValue>> {
  const now = services.clock.now();
  const judged = await judge(draft, async ({ expiresAt }) =>
    expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime()
      ? [{ path: 'expiresAt', message: 'must be in the future' }]
      : [],
  );
  if (!judged.ok) return judged;
  const id = services.ids.id();
  const secret = Buffer.from(services.ids.randomBytes(apiKeySecretBytes)).toString('hex');
  const text = formatApiKey({ space, keyId: id, secret });
  const key: ApiKey = { ...judged.value, id, space, hash: hashApiKey(text), createdAt: now.toISOString() };
  const outcome = await createOnce(services, {
    request,
    answer: { ...keyView(key), key: text },
    create: (reply) => services.keys.create(key, reply),
  });
  return outcome === 'unknown_space' ? notFound('space') : outcome;
}

/** Ends a key; whoever still uses it is refused within seconds. */
export async function revokeKey({ keys }: KeyServices, ref: KeyRef): Promise<Outcome<undefined>> {
  return (await keys.remove(ref)) === 'removed' ? done(undefined) : notFound('key');
}

/** A key as the API shows it: without its text, which is not kept, and its hash. */
export const keyView = ({ id, name, role, createdAt, expiresAt }: ApiKey) => ({
  id,
  name,
  role,
  createdAt,
  ...(expiresAt === undefined ? {} : { expiresAt }),
});
