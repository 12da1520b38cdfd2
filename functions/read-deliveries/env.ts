import * as z from 'zod';
import { retentionDays } from '../shared/platform/runtime/variables.ts';

/** The variables of the function that reads events and deliveries. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  RETENTION_DAYS: retentionDays(),
});
