import { type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import type { Clock } from '../../platform/application/ports.ts';
import type { Principal } from '../../platform/domain/principal.ts';
import { sameText } from '../../platform/domain/same-text.ts';
import { apiKeyAdmits, parseApiKey } from '../domain/api-key.ts';
import type { KeyStore } from './ports.ts';

export type AuthenticationPorts = Readonly<{
  keys: Pick<KeyStore, 'find'>;
  /** The platform team's key, generated when the stack was deployed. */
  adminKey: () => Promise<string>;
  /** Verifies a JWT; absent if the stage names no issuer. */
  tokens?: TokenVerifier | undefined;
  /** Whether a space exists, at most a few seconds old. */
  spaceExists: (spaceId: string) => Promise<boolean>;
  clock: Clock;
}>;

/** Verifies JWTs of the one configured issuer. */
export interface TokenVerifier {
  /** The token's principal, or why it is refused. */
  verify(token: string): Promise<Outcome<Principal>>;
}

/** A compact JWS: three base64url parts (RFC 7515, section 7.1). */
const jwtText = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Finds the caller by the `Authorization` header. Does not say what is wrong with a key: that would help guessing. */
export async function authenticate(
  ports: AuthenticationPorts,
  authorization: string | undefined,
): Promise<Outcome<Principal>> {
  if (authorization === undefined) return unauthenticated('Send "Authorization: Bearer <API key>".');
  const [, token] = /^bearer +([^ ]+) *$/i.exec(authorization) ?? [];
  if (token === undefined) return unauthenticated('The Authorization header must be "Bearer <API key>".');
  if (parseApiKey(token) !== undefined) return authenticateKey(ports, token);
  if (ports.tokens !== undefined && jwtText.test(token)) return authenticateToken(ports, ports.tokens, token);
  if (sameText(token, await ports.adminKey())) return ok({ role: 'admin', id: 'admin' });
  return unauthenticated(badKey);
}

const badKey = 'The API key is unknown, revoked or expired.';

async function authenticateKey({ keys, clock }: AuthenticationPorts, text: string): Promise<Outcome<Principal>> {
  const parts = parseApiKey(text);
  const key = parts && (await keys.find(parts));
  if (!key || !apiKeyAdmits({ key, text, now: clock.now() })) return unauthenticated(badKey);
  const principal = { role: key.role, space: key.space, id: `key:${key.id}` };
  return ok(key.portalLink ? { ...principal, via: 'portal_link' } : principal);
}

async function authenticateToken(
  { spaceExists }: AuthenticationPorts,
  tokens: TokenVerifier,
  token: string,
): Promise<Outcome<Principal>> {
  const outcome = await tokens.verify(token);
  if (!outcome.ok || outcome.value.role === 'admin') return outcome;
  // Issuers do not know which spaces were deleted.
  return (await spaceExists(outcome.value.space)) ? outcome : unauthenticated("The token's space does not exist.");
}

const unauthenticated = (detail: string): Outcome<never> => refused({ kind: 'unauthenticated', detail });
