import * as z from 'zod';
import { retentionDays } from '../shared/platform/runtime/variables.ts';

/** The variables of the function that retries and replays deliveries at a manager's request. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  KEYRING_SECRET_ARN: z.string().min(1),
  RETENTION_DAYS: retentionDays(),
  LANES_ARN: z.string().min(1),
  RETRY_QUEUE_URL: z.url(),
});
