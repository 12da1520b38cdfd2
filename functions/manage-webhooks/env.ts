import * as z from 'zod';

/** The variables of the function that manages webhooks. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  KEYRING_SECRET_ARN: z.string().min(1),
  CLEAR_AWAY_QUEUE_URL: z.url(),
  LANES_ARN: z.string().min(1),
  /** Comma-separated; empty everywhere but on a developer's machine. */
  ALLOWED_CIDRS: z.string().transform((text) => text.split(',').filter((cidr) => cidr !== '')),
});
