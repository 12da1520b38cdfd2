import * as z from 'zod';
import { attemptEnvironment } from '../shared/dispatch/runtime/attempt-environment.ts';

/** The variables of the function that attempts released deliveries. */
export const environment = attemptEnvironment.extend({ SLOW_RETRY_QUEUE_URL: z.url() });
