import * as z from 'zod';

/** The variables of the function that serves the console. */
export const environment = z.object({
  /** Origins whose pages may show the console in a frame, separated by spaces. */
  FRAME_ANCESTORS: z.string(),
  /** Empty unless the console offers to sign in at the issuer. */
  OIDC_CLIENT_ID: z.string(),
  OIDC_ISSUER: z.string(),
  OIDC_SCOPE: z.string(),
  /** Of the issuer's endpoints, where they are not its own; separated by spaces. */
  OIDC_ORIGINS: z.string(),
});
