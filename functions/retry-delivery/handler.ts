import { readRetryMessage, sqsRetryQueue } from '../shared/adapters/sqs-retry-queue.ts';
import { dispatchRetries } from '../shared/application/dispatch-retries.ts';
import { attemptServices } from '../shared/runtime/attempt-services.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { queueWorker } from '../shared/runtime/queue-worker.ts';
import { workerObservers } from '../shared/runtime/worker-observers.ts';
import { environment } from './env.ts';

const observers = workerObservers();
const env = readEnvironment(environment);
const ports = {
  ...attemptServices(env, observers),
  slowRetries: sqsRetryQueue(aws.sqs, env.SLOW_RETRY_QUEUE_URL),
};

/** Processes the retry queue and that of slow webhooks: each released delivery is attempted again. */
export const handler = queueWorker({
  ...observers,
  sqs: aws.sqs,
  read: ({ messageId, body }) => ({ messageId, ...readRetryMessage(body) }),
  work: (messages) => dispatchRetries(ports, messages),
});
