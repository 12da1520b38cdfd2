import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { dynamodbDeliveryStore } from '../shared/adapters/dynamodb-delivery-store.ts';
import { dynamodbEventStore } from '../shared/adapters/dynamodb-event-store.ts';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbReplayStore } from '../shared/adapters/dynamodb-replay-store.ts';
import { dynamodbStepAnswers } from '../shared/adapters/dynamodb-step-answers.ts';
import { dynamodbWaitItems } from '../shared/adapters/dynamodb-wait-items.ts';
import { dynamodbWebhookConfiguration } from '../shared/adapters/dynamodb-webhook-configuration.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { sqsRetryQueue } from '../shared/adapters/sqs-retry-queue.ts';
import { laneRegistry } from '../shared/application/lane-registry.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { laneServices } from '../shared/runtime/lane-services.ts';
import { retryRoutes } from '../shared/runtime/routes/retry-routes.ts';
import { writingServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const observers = { logger: new Logger(), metrics: new Metrics() };
const { client, once } = writingServices(env);
const table = env.TABLE_NAME;
const kept = { table, retentionDays: env.RETENTION_DAYS };

/** Answers the routes that retry and replay. */
export const handler = apiHandler({
  ...observers,
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: retryRoutes({
    ...once,
    ids: randomIds,
    deliveries: dynamodbDeliveryStore(client, kept),
    waits: dynamodbWaitItems(client, table),
    events: dynamodbEventStore(client, kept),
    answers: dynamodbStepAnswers(client, kept),
    replays: dynamodbReplayStore(client, kept),
    configuration: dynamodbWebhookConfiguration(client, table),
    retries: sqsRetryQueue(aws.sqs, env.RETRY_QUEUE_URL),
    laneRegistry: laneRegistry(laneServices({ client, env, observers })),
  }),
});
