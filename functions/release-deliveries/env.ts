import * as z from 'zod';
import { retentionDays } from '../shared/platform/runtime/variables.ts';

/** The variables of the function that wakes lanes. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  RETENTION_DAYS: retentionDays(),
  BUS_NAME: z.string().min(1),
  LANES_ARN: z.string().min(1),
  RETRY_QUEUE_URL: z.url(),
  SLOW_RETRY_QUEUE_URL: z.url(),
});
