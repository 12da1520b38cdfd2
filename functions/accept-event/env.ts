import * as z from 'zod';

/** The variables of the function that receives events from the API. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  KEYRING_SECRET_ARN: z.string().min(1),
  BUS_NAME: z.string().min(1),
});
