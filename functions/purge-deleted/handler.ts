import * as z from 'zod';
import { dynamodbPurgeStore } from '../shared/adapters/dynamodb-purge-store.ts';
import { sqsPurgeQueue } from '../shared/adapters/sqs-purge-queue.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { laneRegistry } from '../shared/application/lane-registry.ts';
import { purge } from '../shared/application/purge.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { laneServices } from '../shared/runtime/lane-services.ts';
import { inTurn, queueWorker } from '../shared/runtime/queue-worker.ts';
import { workerObservers } from '../shared/runtime/worker-observers.ts';
import { environment } from './env.ts';

const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('space'), space: z.string() }),
  z.object({ kind: z.literal('webhook'), space: z.string(), webhookId: z.string() }),
  z.object({ kind: z.literal('sweep') }),
]);

const env = readEnvironment(environment);
const observers = workerObservers();
const client = aws.dynamoDb;
const services = {
  store: dynamodbPurgeStore(client, { table: env.TABLE_NAME, retentionDays: env.RETENTION_DAYS }),
  laneRegistry: laneRegistry(laneServices({ client, env, observers })),
  queue: sqsPurgeQueue(aws.sqs, env.PURGE_QUEUE_URL),
  clock: systemClock,
};

/** Purges the data of deleted spaces and webhooks. */
export const handler = queueWorker({
  ...observers,
  sqs: aws.sqs,
  read: ({ messageId, body }) => ({ messageId, removed: message.parse(JSON.parse(body)) }),
  work: (messages) =>
    inTurn(messages, {
      work: ({ removed }) => purge(services, removed),
      onFault: ({ removed }, error) =>
        observers.logger.error('Cleanup failed; the message will be retried', { removed, error }),
    }),
});
