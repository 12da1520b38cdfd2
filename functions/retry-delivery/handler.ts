import { readRetryMessage } from '../shared/adapters/sqs-retry-queue.ts';
import { retryDispatch } from '../shared/application/dispatch-retries.ts';
import { attemptServices } from '../shared/runtime/attempt-services.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { queueWorker } from '../shared/runtime/queue-worker.ts';
import { workerObservers } from '../shared/runtime/worker-observers.ts';
import { environment } from './env.ts';

const observers = workerObservers();
const { run } = retryDispatch(attemptServices(readEnvironment(environment), observers));

/** Works through the retry queue: each delivery that its lane has released is attempted again. */
export const handler = queueWorker({
  ...observers,
  read: ({ messageId, body }) => ({ messageId, retry: readRetryMessage(body) }),
  work: run,
});
