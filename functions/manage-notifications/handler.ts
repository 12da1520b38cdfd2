import { Logger } from '@aws-lambda-powertools/logger';
import { notificationLayout } from '../shared/adapters/dynamodb-resource-layouts.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { dynamodbWebhookFinder } from '../shared/adapters/dynamodb-webhook-store.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { notificationRoutes } from '../shared/runtime/routes/notification-routes.ts';
import { writingServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const { client, sealed, once } = writingServices(env);

/** Answers the routes of notifications. */
export const handler = apiHandler({
  logger: new Logger(),
  routes: notificationRoutes({
    ...once,
    notifications: dynamodbResourceStore(client, sealed, notificationLayout),
    webhooks: dynamodbWebhookFinder(client, env.TABLE_NAME),
  }),
});
