import { cachedEventTypes } from '../shared/events/adapters/cached-event-types.ts';
import { dynamodbEventStore } from '../shared/events/adapters/dynamodb-event-store.ts';
import { eventTypeLayout } from '../shared/events/adapters/dynamodb-event-type-layout.ts';
import { dynamodbScorecardDirectory } from '../shared/events/adapters/dynamodb-scorecard-directory.ts';
import { dynamodbSubscriberDirectory } from '../shared/events/adapters/dynamodb-subscriber-directory.ts';
import { lazySchemaValidator } from '../shared/events/adapters/lazy-schema-validator.ts';
import { sqsDeliveryQueue } from '../shared/events/adapters/sqs-delivery-queue.ts';
import { readContinuation, sqsFanOutQueue } from '../shared/events/adapters/sqs-fan-out-queue.ts';
import { type FanOutMessage, fanOutEvents } from '../shared/events/application/fan-out-events.ts';
import { fanOutTelemetry } from '../shared/events/runtime/fan-out-telemetry.ts';
import { dynamodbResourceFinder } from '../shared/platform/adapters/dynamodb-resource-store.ts';
import { systemClock } from '../shared/platform/adapters/system-clock.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { type QueueRecord, queueWorker } from '../shared/platform/runtime/queue-worker.ts';
import { workerObservers } from '../shared/platform/runtime/worker-observers.ts';
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
  report: fanOutTelemetry(observers),
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
