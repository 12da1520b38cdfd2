import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../shared/api/runtime/api-handler.ts';
import { dynamodbDeliveryStore } from '../shared/deliveries/adapters/dynamodb-delivery-store.ts';
import { dynamodbWaitItems } from '../shared/deliveries/adapters/dynamodb-wait-items.ts';
import { deliveryRoutes } from '../shared/deliveries/runtime/delivery-routes.ts';
import { executionRoutes } from '../shared/deliveries/runtime/execution-routes.ts';
import { dynamodbEventStore } from '../shared/events/adapters/dynamodb-event-store.ts';
import { dynamodbLaneStore } from '../shared/lanes/adapters/dynamodb-lane-store.ts';
import { healthRoutes } from '../shared/lanes/runtime/health-routes.ts';
import { dynamodbParents } from '../shared/platform/adapters/dynamodb-parents.ts';
import { systemClock } from '../shared/platform/adapters/system-clock.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { dynamodbStatisticsStore } from '../shared/statistics/adapters/dynamodb-statistics-store.ts';
import {
  dynamodbDeliveryIndex,
  dynamodbEventIndex,
  dynamodbFailureIndex,
} from '../shared/statistics/adapters/dynamodb-time-index.ts';
import { spaceListRoutes } from '../shared/statistics/runtime/space-list-routes.ts';
import { statisticsRoutes } from '../shared/statistics/runtime/statistics-routes.ts';
import { dynamodbWebhookConfiguration } from '../shared/webhooks/adapters/dynamodb-webhook-configuration.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const client = aws.dynamoDb;
const storage = { table: env.TABLE_NAME, retentionDays: env.RETENTION_DAYS };

const parents = dynamodbParents(client, env.TABLE_NAME);

const ports = {
  targets: parents,
  configuration: dynamodbWebhookConfiguration(client, env.TABLE_NAME),
  deliveries: dynamodbDeliveryStore(client, storage),
  events: dynamodbEventStore(client, storage),
  statistics: dynamodbStatisticsStore(client, env.TABLE_NAME),
  deliveryIndex: dynamodbDeliveryIndex(client, storage),
  failureIndex: dynamodbFailureIndex(client, storage),
  eventIndex: dynamodbEventIndex(client, storage),
  clock: systemClock,
  lanes: dynamodbLaneStore(client, env.TABLE_NAME),
  waits: dynamodbWaitItems(client, env.TABLE_NAME),
};

/** Serves the routes that read events, deliveries, executions of rules, the health of webhooks, and statistics. */
export const handler = apiHandler({
  logger: new Logger(),
  parents,
  routes: [
    ...deliveryRoutes(ports),
    ...executionRoutes(ports),
    ...healthRoutes(ports),
    ...statisticsRoutes(ports),
    ...spaceListRoutes(ports),
  ],
});
