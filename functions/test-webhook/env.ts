import * as z from 'zod';
import { allowedCidrs } from '../shared/platform/runtime/variables.ts';

/** The variables of the function that sends tests. */
export const environment = z.object({
  TABLE_NAME: z.string().min(1),
  KEYRING_SECRET_ARN: z.string().min(1),
  ALLOWED_CIDRS: allowedCidrs(),
});
