import * as z from 'zod';
import { retentionDays } from '../shared/platform/runtime/variables.ts';

/** The variables of the fan-out function. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  EVENTS_QUEUE_URL: z.url(),
  DELIVERY_QUEUE_URL: z.url(),
  REJECTED_EVENTS_QUEUE_URL: z.url(),
  RETENTION_DAYS: retentionDays(),
});
