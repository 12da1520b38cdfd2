import * as z from 'zod';

/** The variables of the authorizer. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  ADMIN_KEY_SECRET_ARN: z.string().min(1),
});
