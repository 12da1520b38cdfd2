import { awsClients } from '../adapters/aws/aws-clients.ts';
import { remainingMs } from './deadline.ts';

/** The function's clients of AWS, whose tries end before the invocation does. */
export const aws = awsClients(remainingMs);
