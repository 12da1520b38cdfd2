import * as z from 'zod';

/** The variables of the function that manages event types. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
});
