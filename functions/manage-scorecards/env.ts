import * as z from 'zod';

/** The variables of the function that manages scorecards. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
});
