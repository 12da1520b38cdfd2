import { awsClients } from '../adapters/aws/aws-clients.ts';
import { remainingMs } from './deadline.ts';

/** The function's AWS clients, whose retries end before the invocation does. */
export const aws = awsClients(remainingMs);
