import { cachedEventTypes } from '../shared/adapters/cached-event-types.ts';
import { dynamodbEventStore } from '../shared/adapters/dynamodb-event-store.ts';
import { eventTypeLayout } from '../shared/adapters/dynamodb-event-type-layout.ts';
import { dynamodbResourceFinder } from '../shared/adapters/dynamodb-resource-store.ts';
import { dynamodbScorecardDirectory } from '../shared/adapters/dynamodb-scorecard-directory.ts';
import { dynamodbSubscriberDirectory } from '../shared/adapters/dynamodb-subscriber-directory.ts';
import { lazySchemaValidator } from '../shared/adapters/lazy-schema-validator.ts';
import { sqsDeliveryQueue } from '../shared/adapters/sqs-delivery-queue.ts';
import { readContinuation, sqsFanOutQueue } from '../shared/adapters/sqs-fan-out-queue.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { type FanOutMessage, fanOutEvents } from '../shared/application/fan-out-events.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { fanOutReport } from '../shared/runtime/fan-out-report.ts';
import { type QueueRecord, queueWorker } from '../shared/runtime/queue-worker.ts';
import { workerObservers } from '../shared/runtime/worker-observers.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const observers = workerObservers();
const table = aws.dynamoDb;
const sqs = aws.sqs;

const ports = {
  clock: systemClock,
  eventTypes: cachedEventTypes(dynamodbResourceFinder(table, env.TABLE_NAME, eventTypeLayout)),
  schemas: lazySchemaValidator(),
  subscribers: dynamodbSubscriberDirectory(table, { table: env.TABLE_NAME }),
  scorecards: dynamodbScorecardDirectory(table, env.TABLE_NAME),
  events: dynamodbEventStore(table, { table: env.TABLE_NAME, retentionDays: env.RETENTION_DAYS }),
  deliveries: sqsDeliveryQueue(sqs, env.DELIVERY_QUEUE_URL),
  queue: sqsFanOutQueue(sqs, { events: env.EVENTS_QUEUE_URL, rejectedEvents: env.REJECTED_EVENTS_QUEUE_URL }),
  report: fanOutReport(observers),
};

function toMessage({ messageId, body }: QueueRecord): FanOutMessage {
  const continuation = readContinuation(body);
  return continuation ? { kind: 'continuation', messageId, continuation } : { kind: 'event', messageId, body };
}

/** Processes the events queue: one message per delivery of each event; unroutable events go to a queue of their own. */
export const handler = queueWorker({
  ...observers,
  sqs,
  read: toMessage,
  work: (messages) => fanOutEvents(ports, messages),
});
