import { dispatchRetries } from '../shared/dispatch/application/dispatch-retries.ts';
import { attemptPorts } from '../shared/dispatch/runtime/attempt-ports.ts';
import { readRetryMessage, sqsRetryQueue } from '../shared/lanes/adapters/sqs-retry-queue.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { queueWorker } from '../shared/platform/runtime/queue-worker.ts';
import { workerObservers } from '../shared/platform/runtime/worker-observers.ts';
import { environment } from './env.ts';

const observers = workerObservers();
const env = readEnvironment(environment);
const ports = {
  ...attemptPorts(env, observers),
  slowRetries: sqsRetryQueue(aws.sqs, env.SLOW_RETRY_QUEUE_URL),
};

/** Processes the retry queue and that of slow webhooks: each released delivery is attempted again. */
export const handler = queueWorker({
  ...observers,
  sqs: aws.sqs,
  read: ({ messageId, body }) => ({ messageId, ...readRetryMessage(body) }),
  work: (messages) => dispatchRetries(ports, messages),
});
