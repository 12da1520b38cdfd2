import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { dynamodbClearAwayStore } from '../shared/adapters/dynamodb-clear-away-store.ts';
import { dynamodbDocumentClient } from '../shared/adapters/dynamodb-client.ts';
import { dynamodbLaneStore } from '../shared/adapters/dynamodb-lane-store.ts';
import { sfnLaneRunner } from '../shared/adapters/sfn-lane-runner.ts';
import { sqsClearAwayQueue } from '../shared/adapters/sqs-clear-away-queue.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { clearAway } from '../shared/application/clear-away.ts';
import { laneKeeper } from '../shared/application/lane-keeper.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { laneReport } from '../shared/runtime/lane-report.ts';
import { queueWorker } from '../shared/runtime/queue-worker.ts';
import { workerObservers } from '../shared/runtime/worker-observers.ts';
import { environment } from './env.ts';

const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('space'), space: z.string() }),
  z.object({ kind: z.literal('webhook'), space: z.string(), webhookId: z.string() }),
  z.object({ kind: z.literal('sweep') }),
]);

const env = readEnvironment(environment);
const observers = workerObservers();
const client = dynamodbDocumentClient();
const services = {
  store: dynamodbClearAwayStore(client, { table: env.TABLE_NAME, retentionDays: env.RETENTION_DAYS }),
  keeper: laneKeeper({
    clock: systemClock,
    lanes: dynamodbLaneStore(client, env.TABLE_NAME),
    runner: sfnLaneRunner(new SFNClient(), env.LANES_ARN),
    report: laneReport(observers),
  }),
  queue: sqsClearAwayQueue(new SQSClient(), env.CLEAR_AWAY_QUEUE_URL),
  clock: systemClock,
};

/** Clears away what deleted spaces and webhooks left behind. */
export const handler = queueWorker({
  ...observers,
  read: ({ messageId, body }) => ({ messageId, removed: message.parse(JSON.parse(body)) }),
  async work(messages) {
    const returned: string[] = [];
    for (const { messageId, removed } of messages) {
      try {
        await clearAway(services, removed);
      } catch (error) {
        observers.logger.error('could not clear away', {
          removed,
          error: error instanceof Error ? error : String(error),
        });
        returned.push(messageId);
      }
    }
    return returned;
  },
});
