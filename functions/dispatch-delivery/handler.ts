import { dispatchDeliveries } from '../shared/dispatch/application/dispatch-deliveries.ts';
import { attemptPorts } from '../shared/dispatch/runtime/attempt-ports.ts';
import { readDeliveryMessage, sqsDeliveryQueue } from '../shared/events/adapters/sqs-delivery-queue.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { queueWorker } from '../shared/platform/runtime/queue-worker.ts';
import { workerObservers } from '../shared/platform/runtime/worker-observers.ts';
import { environment } from './env.ts';

const observers = workerObservers();
const env = readEnvironment(environment);
const ports = {
  ...attemptPorts(env, observers),
  slowDeliveries: sqsDeliveryQueue(aws.sqs, env.SLOW_DELIVERY_QUEUE_URL),
};

/** Processes the delivery queue and that of slow webhooks: each delivery is attempted once and recorded. */
export const handler = queueWorker({
  ...observers,
  sqs: aws.sqs,
  read: ({ messageId, receiveCount, body }) => ({ messageId, receiveCount, delivery: readDeliveryMessage(body) }),
  work: (messages) => dispatchDeliveries(ports, messages),
});
