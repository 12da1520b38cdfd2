import { readDeliveryMessage } from '../shared/adapters/sqs-delivery-queue.ts';
import { dispatch } from '../shared/application/dispatch-deliveries.ts';
import { attemptServices } from '../shared/runtime/attempt-services.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { queueWorker } from '../shared/runtime/queue-worker.ts';
import { workerObservers } from '../shared/runtime/worker-observers.ts';
import { environment } from './env.ts';

const observers = workerObservers();
const { run } = dispatch(attemptServices(readEnvironment(environment), observers));

/** Works through the delivery queue: each delivery is attempted once and recorded. */
export const handler = queueWorker({
  ...observers,
  read: ({ messageId, receiveCount, body }) => ({ messageId, receiveCount, delivery: readDeliveryMessage(body) }),
  work: run,
});
