import { createOnce, type IdempotencyPorts, type RepeatableRequest } from '../../platform/application/idempotency.ts';
import { notFound, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import { type ParsedDraft, validateDraft } from '../../platform/application/parsed-draft.ts';
import type { IdSource } from '../../platform/application/ports.ts';
import type { JsonValue } from '../../platform/domain/json.ts';
import type { Principal } from '../../platform/domain/principal.ts';
import type { SpaceRole } from '../../platform/domain/roles.ts';
import { type ApiKey, apiKeySecretBytes, formatApiKey, hashApiKey, type PortalRole } from '../domain/api-key.ts';
import type { KeyRef, KeyStore } from './ports.ts';

export type KeyPorts = IdempotencyPorts & Readonly<{ keys: KeyStore; ids: IdSource }>;
export type KeyDraft = Readonly<{ name: string; role: SpaceRole; expiresAt?: string | undefined }>;

/** Creates a key and returns its text, which is never shown again. */
export async function createKey(
  ports: KeyPorts,
  { space, draft, request }: Readonly<{ space: string; draft: ParsedDraft<KeyDraft>; request: RepeatableRequest }>,
): Promise<Outcome<JsonValue>> {
  const now = ports.clock.now();
  const validated = await validateDraft(draft, async ({ expiresAt }) =>
    expiresAt !== undefined && Date.parse(expiresAt) <= now.getTime()
      ? [{ path: 'expiresAt', message: 'must be in the future' }]
      : [],
  );
  if (!validated.ok) return validated;
  const { key, text } = newKey(ports, { ...validated.value, space });
  return storeKey(ports, { key, request, response: { ...keyView(key), key: text } });
}

type PortalLinkDraft = Readonly<{ role: PortalRole; expiresInSeconds: number }>;
type PortalLinkOrder = Readonly<{ space: string; draft: PortalLinkDraft; request: RepeatableRequest }>;

/** Creates a key with an expiry and returns a link to the console that holds it; neither is shown again. */
export async function createPortalLink(
  ports: KeyPorts & Readonly<{ consoleUrl: string }>,
  { space, draft: { role, expiresInSeconds }, request }: PortalLinkOrder,
): Promise<Outcome<JsonValue>> {
  const expiresAt = new Date(ports.clock.now().getTime() + expiresInSeconds * 1000).toISOString();
  const { key, text } = newKey(ports, { space, name: 'Portal link', role, expiresAt, portalLink: true });
  // In the fragment, which browsers do not send to servers.
  const url = `${ports.consoleUrl}#token=${text}`;
  return storeKey(ports, { key, request, response: { id: key.id, role, url, expiresAt } });
}

function newKey({ ids, clock }: KeyPorts, fields: Omit<ApiKey, 'id' | 'hash' | 'createdAt'>) {
  const id = ids.id();
  const secret = Buffer.from(ids.randomBytes(apiKeySecretBytes)).toString('hex');
  const text = formatApiKey({ space: fields.space, keyId: id, secret });
  const key: ApiKey = { ...fields, id, hash: hashApiKey(text), createdAt: clock.now().toISOString() };
  return { key, text };
}

async function storeKey(
  ports: KeyPorts,
  { key, request, response }: Readonly<{ key: ApiKey; request: RepeatableRequest; response: JsonValue }>,
): Promise<Outcome<JsonValue>> {
  const outcome = await createOnce(ports, {
    request,
    response,
    create: (record) => ports.keys.create(key, record),
  });
  return outcome === 'unknown_space' ? notFound('space') : outcome;
}

/**
 * Whether the caller may create and revoke keys. The holder of a portal link must neither create a key that outlives the link,
 * nor revoke the keys of the systems that use the space.
 */
export function canManageKeys(principal: Principal): Outcome<undefined> {
  if (principal.role === 'admin' || principal.via === undefined) return ok(undefined);
  const detail = 'A portal link cannot create or revoke keys and portal links. Use an API key with the role manager.';
  return refused({ kind: 'forbidden', detail });
}

/** Deletes a key; callers that use it are refused within seconds. */
export async function revokeKey({ keys }: KeyPorts, ref: KeyRef): Promise<Outcome<undefined>> {
  return (await keys.remove(ref)) === 'removed' ? ok(undefined) : notFound('key');
}

/** A key as the API shows it: without its hash, and without its text, which is not stored. */
export const keyView = ({ id, name, role, createdAt, expiresAt, portalLink }: ApiKey) => ({
  id,
  name,
  role,
  createdAt,
  ...(expiresAt === undefined ? {} : { expiresAt }),
  ...(portalLink === undefined ? {} : { portalLink }),
});
