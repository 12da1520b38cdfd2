import * as z from 'zod';

/** The variables of the function that clears away after removals. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  RETENTION_DAYS: z.coerce.number().int().min(1),
  CLEAR_AWAY_QUEUE_URL: z.url(),
});
