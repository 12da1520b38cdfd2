import { Logger } from '@aws-lambda-powertools/logger';
import { dynamodbDeliveryStore } from '../shared/adapters/dynamodb-delivery-store.ts';
import { dynamodbEventStore } from '../shared/adapters/dynamodb-event-store.ts';
import { dynamodbLaneStore } from '../shared/adapters/dynamodb-lane-store.ts';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbStatisticsStore } from '../shared/adapters/dynamodb-statistics-store.ts';
import { dynamodbDeliveryIndex, dynamodbEventIndex } from '../shared/adapters/dynamodb-time-index.ts';
import { dynamodbWaitItems } from '../shared/adapters/dynamodb-wait-items.ts';
import { dynamodbWebhookConfiguration } from '../shared/adapters/dynamodb-webhook-configuration.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { deliveryRoutes } from '../shared/runtime/routes/delivery-routes.ts';
import { executionRoutes } from '../shared/runtime/routes/execution-routes.ts';
import { healthRoutes } from '../shared/runtime/routes/health-routes.ts';
import { spaceListRoutes } from '../shared/runtime/routes/space-list-routes.ts';
import { statisticsRoutes } from '../shared/runtime/routes/statistics-routes.ts';
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
