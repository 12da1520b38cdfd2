import * as z from 'zod';
import { retentionDays } from '../shared/platform/runtime/variables.ts';

/** The variables of the function that purges after deletions. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  RETENTION_DAYS: retentionDays(),
  PURGE_QUEUE_URL: z.url(),
  LANES_ARN: z.string().min(1),
});
