import * as z from 'zod';
import { dynamodbPurgeStore } from '../shared/cleanup/adapters/dynamodb-purge-store.ts';
import { sqsPurgeQueue } from '../shared/cleanup/adapters/sqs-purge-queue.ts';
import { purge } from '../shared/cleanup/application/purge.ts';
import { laneRegistry } from '../shared/lanes/application/lane-registry.ts';
import { lanePorts } from '../shared/lanes/runtime/lane-ports.ts';
import { systemClock } from '../shared/platform/adapters/system-clock.ts';
import { eachMessageInTurn, type FaultReport } from '../shared/platform/application/returned-messages.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { queueWorker } from '../shared/platform/runtime/queue-worker.ts';
import { workerObservers } from '../shared/platform/runtime/worker-observers.ts';
import { environment } from './env.ts';

const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('space'), space: z.string() }),
  z.object({ kind: z.literal('webhook'), space: z.string(), webhookId: z.string() }),
  z.object({ kind: z.literal('sweep') }),
]);

const env = readEnvironment(environment);
const observers = workerObservers();
const client = aws.dynamoDb;
const ports = {
  store: dynamodbPurgeStore(client, { table: env.TABLE_NAME, retentionDays: env.RETENTION_DAYS }),
  laneRegistry: laneRegistry(lanePorts({ client, env, observers })),
  queue: sqsPurgeQueue(aws.sqs, env.PURGE_QUEUE_URL),
  clock: systemClock,
};

const report: FaultReport = {
  fault: (fact) => observers.logger.error('Purge failed; the message will be retried', fact),
};

/** A fault of a purge says what was to be purged. */
async function purgeOrExplain(removed: z.infer<typeof message>): Promise<void> {
  try {
    await purge(ports, removed);
  } catch (cause) {
    throw new Error(`${JSON.stringify(removed)} could not be purged`, { cause });
  }
}

/** Purges the data of deleted spaces and webhooks. */
export const handler = queueWorker({
  ...observers,
  sqs: aws.sqs,
  read: ({ messageId, body }) => ({ messageId, removed: message.parse(JSON.parse(body)) }),
  async work(messages) {
    const { returned } = await eachMessageInTurn(report, messages, ({ removed }) => purgeOrExplain(removed));
    return returned;
  },
});
