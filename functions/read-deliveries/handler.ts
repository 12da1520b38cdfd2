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
const kept = { table: env.TABLE_NAME, retentionDays: env.RETENTION_DAYS };

const parents = dynamodbParents(client, env.TABLE_NAME);

const services = {
  targets: parents,
  configuration: dynamodbWebhookConfiguration(client, env.TABLE_NAME),
  deliveries: dynamodbDeliveryStore(client, kept),
  events: dynamodbEventStore(client, kept),
  statistics: dynamodbStatisticsStore(client, env.TABLE_NAME),
  deliveryIndex: dynamodbDeliveryIndex(client, kept),
  failureIndex: dynamodbFailureIndex(client, kept),
  eventIndex: dynamodbEventIndex(client, kept),
  clock: systemClock,
  lanes: dynamodbLaneStore(client, env.TABLE_NAME),
  waits: dynamodbWaitItems(client, env.TABLE_NAME),
};

/** Answers the routes that read events, deliveries, executions of rules, the health of webhooks, and statistics. */
export const handler = apiHandler({
  logger: new Logger(),
  parents,
  routes: [
    ...deliveryRoutes(services),
    ...executionRoutes(services),
    ...healthRoutes(services),
    ...statisticsRoutes(services),
    ...spaceListRoutes(services),
  ],
});
