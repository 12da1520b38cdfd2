import * as z from 'zod';

/** The variables of the function that reconciles lanes. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  LANES_ARN: z.string().min(1),
});
