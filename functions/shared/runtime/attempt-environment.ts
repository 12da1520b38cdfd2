import * as z from 'zod';

/** The variables of both functions that attempt deliveries. */
export const attemptEnvironment = z.object({
  TABLE_NAME: z.string().min(1),
  KEYRING_SECRET_ARN: z.string().min(1),
  RETENTION_DAYS: z.coerce.number().int().min(1),
  BUS_NAME: z.string().min(1),
  LANES_ARN: z.string().min(1),
  RETRY_QUEUE_URL: z.url(),
  /** Comma-separated; empty everywhere but on a developer's machine. */
  ALLOWED_CIDRS: z.string().transform((text) => text.split(',').filter((cidr) => cidr !== '')),
});
