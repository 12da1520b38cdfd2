import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { apiHandler } from '../shared/api/runtime/api-handler.ts';
import { dynamodbDeliveryStore } from '../shared/deliveries/adapters/dynamodb-delivery-store.ts';
import { dynamodbStepResponses } from '../shared/deliveries/adapters/dynamodb-step-responses.ts';
import { dynamodbWaitItems } from '../shared/deliveries/adapters/dynamodb-wait-items.ts';
import { dynamodbEventStore } from '../shared/events/adapters/dynamodb-event-store.ts';
import { dynamodbReplayStore } from '../shared/lanes/adapters/dynamodb-replay-store.ts';
import { sqsRetryQueue } from '../shared/lanes/adapters/sqs-retry-queue.ts';
import { laneRegistry } from '../shared/lanes/application/lane-registry.ts';
import { lanePorts } from '../shared/lanes/runtime/lane-ports.ts';
import { resendRoutes } from '../shared/lanes/runtime/resend-routes.ts';
import { dynamodbParents } from '../shared/platform/adapters/dynamodb-parents.ts';
import { randomIds } from '../shared/platform/adapters/random-ids.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { writingPorts } from '../shared/platform/runtime/writing-ports.ts';
import { dynamodbWebhookConfiguration } from '../shared/webhooks/adapters/dynamodb-webhook-configuration.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const observers = { logger: new Logger(), metrics: new Metrics() };
const { client, idempotency } = writingPorts(env);
const table = env.TABLE_NAME;
const storage = { table, retentionDays: env.RETENTION_DAYS };

/** Serves the routes that retry and replay. */
export const handler = apiHandler({
  ...observers,
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: resendRoutes({
    ...idempotency,
    ids: randomIds,
    deliveries: dynamodbDeliveryStore(client, storage),
    waits: dynamodbWaitItems(client, table),
    events: dynamodbEventStore(client, storage),
    stepResponses: dynamodbStepResponses(client, storage),
    replays: dynamodbReplayStore(client, storage),
    configuration: dynamodbWebhookConfiguration(client, table),
    retries: sqsRetryQueue(aws.sqs, env.RETRY_QUEUE_URL),
    laneRegistry: laneRegistry(lanePorts({ client, env, observers })),
  }),
});
