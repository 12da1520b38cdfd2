import * as z from 'zod';

/** The variables of the authorizer. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  ADMIN_KEY_SECRET_ARN: z.string().min(1),
  /** Empty unless the stage has a firewall. */
  ORIGIN_SECRET_ARN: z.string(),
  /** Empty unless the stage accepts an issuer's tokens. */
  OIDC_ISSUER: z.string(),
  OIDC_AUDIENCE: z.string(),
  OIDC_JWKS_URI: z.string(),
  OIDC_SPACE_CLAIM: z.string().min(1),
  OIDC_ROLE_CLAIM: z.string().min(1),
});
