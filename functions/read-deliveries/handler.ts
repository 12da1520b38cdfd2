import { Logger } from '@aws-lambda-powertools/logger';
import { dynamodbDeliveryStore } from '../shared/adapters/dynamodb-delivery-store.ts';
import { dynamodbEventStore } from '../shared/adapters/dynamodb-event-store.ts';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbStatisticsStore } from '../shared/adapters/dynamodb-statistics-store.ts';
import { dynamodbDeliveryIndex, dynamodbEventIndex } from '../shared/adapters/dynamodb-time-index.ts';
import { dynamodbWebhookConfiguration } from '../shared/adapters/dynamodb-webhook-configuration.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { deliveryRoutes } from '../shared/runtime/routes/delivery-routes.ts';
import { executionRoutes } from '../shared/runtime/routes/execution-routes.ts';
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
};

/** Answers the routes that read events, deliveries and executions of rules. */
export const handler = apiHandler({
  logger: new Logger(),
  parents,
  routes: [
    ...deliveryRoutes(services),
    ...executionRoutes(services),
    ...statisticsRoutes(services),
    ...spaceListRoutes(services),
  ],
});
