import * as z from 'zod';
import { allowedCidrs, retentionDays } from '../../platform/runtime/variables.ts';

/** The variables of both functions that attempt deliveries. */
export const attemptEnvironment = z.object({
  TABLE_NAME: z.string().min(1),
  KEYRING_SECRET_ARN: z.string().min(1),
  RETENTION_DAYS: retentionDays(),
  BUS_NAME: z.string().min(1),
  LANES_ARN: z.string().min(1),
  RETRY_QUEUE_URL: z.url(),
  ALLOWED_CIDRS: allowedCidrs(),
});
