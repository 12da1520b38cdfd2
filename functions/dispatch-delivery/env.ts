import * as z from 'zod';
import { attemptEnvironment } from '../shared/dispatch/runtime/attempt-environment.ts';

/** The variables of the dispatch function. */
export const environment = attemptEnvironment.extend({ SLOW_DELIVERY_QUEUE_URL: z.url() });
