import { JwtVerifier } from 'aws-jwt-verify';
import { FetchError, JwtExpiredError } from 'aws-jwt-verify/error';
import { SimpleFetcher } from 'aws-jwt-verify/https';
import { SimpleJwksCache } from 'aws-jwt-verify/jwk';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';
import * as z from 'zod';
import { type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import type { Principal } from '../../platform/domain/principal.ts';
import { spaceIdPattern } from '../../platform/domain/resource-ids.ts';
import { roles } from '../../platform/domain/roles.ts';
import type { TokenVerifier } from '../application/authenticate.ts';

export type OidcSettings = Readonly<{
  /** In the form of the `iss` claim. */
  issuer: string;
  audience: string;
  jwksUri: string;
  /** Names of the claims that hold the space and the role (or several roles, of which the first known one counts). */
  spaceClaim: string;
  roleClaim: string;
  /** A custom certificate authority to trust for the issuer's keys. */
  ca?: string | undefined;
}>;

/** Clocks of issuer and Lambda may differ by this many seconds. */
const graceSeconds = 5;
/** How long a request for the issuer's keys may take, in ms. */
const fetchTimeoutMs = 3_000;

const subject = z.looseObject({ sub: z.string().min(1).max(256) });
const roleClaims = z.union([z.string().transform((role) => [role]), z.array(z.string())]);
const spaceClaims = z.string().regex(spaceIdPattern);

/**
 * Verifies JWTs of one issuer: signature by its published keys, `iss`, `aud`, `exp`, `nbf`; never `alg: none` or a
 * shared secret. The library checks `exp` only if it is present, and ignores `crit`.
 */
export function oidcTokens({ issuer, audience, jwksUri, ca, ...claims }: OidcSettings): TokenVerifier {
  const fetcher = new SimpleFetcher({ defaultRequestOptions: { ca, responseTimeout: fetchTimeoutMs } });
  const verifier = JwtVerifier.create(
    { issuer, audience, jwksUri, graceSeconds },
    { jwksCache: new SimpleJwksCache({ fetcher }) },
  );
  return {
    async verify(token) {
      try {
        const payload = await verifier.verify(token);
        if (payload.exp === undefined) return unauthenticated('The token has no "exp" claim; tokens must expire.');
        // A token with a critical extension that is not understood must be refused (RFC 7515, section 4.1.11).
        if ('crit' in decomposeUnverifiedJwt(token).header) return unauthenticated(criticalExtension);
        return principalOf(payload, claims);
      } catch (error) {
        return unauthenticated(explain(error));
      }
    },
  };
}

const criticalExtension = 'The token has a "crit" header; Posthorn supports no critical extensions.';

/** States only what the caller can read in the token itself. */
function explain(error: unknown): string {
  if (error instanceof JwtExpiredError) return 'The token has expired.';
  if (error instanceof FetchError) return 'The keys of the issuer are temporarily unavailable; try again.';
  return 'The token does not have the configured issuer and audience, or its signature is invalid.';
}

function principalOf(
  payload: unknown,
  { spaceClaim, roleClaim }: Pick<OidcSettings, 'spaceClaim' | 'roleClaim'>,
): Outcome<Principal> {
  const token = subject.safeParse(payload);
  if (!token.success) return unauthenticated('The token has no valid "sub" claim.');
  const held = roleClaims.safeParse(token.data[roleClaim]).data ?? [];
  const role = roles.find((known) => held.includes(known));
  if (role === undefined)
    return unauthenticated(`The token's claim "${roleClaim}" must contain one of ${roles.join(', ')}.`);
  const id = `jwt:${token.data.sub}`;
  if (role === 'admin') return ok({ role, id });
  const space = spaceClaims.safeParse(token.data[spaceClaim]);
  return space.success
    ? ok({ role, space: space.data, id })
    : unauthenticated(`The token's claim "${spaceClaim}" is not the id of a space.`);
}

const unauthenticated = (detail: string): Outcome<never> => refused({ kind: 'unauthenticated', detail });
