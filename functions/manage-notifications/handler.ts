import { Logger } from '@aws-lambda-powertools/logger';
import { notificationLayout } from '../shared/adapters/dynamodb-notification-layout.ts';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { notificationRoutes } from '../shared/runtime/routes/notification-routes.ts';
import { configuringServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const logger = new Logger();
const { client, sealed, once, audit } = configuringServices(env, logger);

/** Answers the routes of notifications. */
export const handler = apiHandler({
  logger,
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: notificationRoutes({
    ...once,
    audit,
    notifications: dynamodbResourceStore(client, sealed, notificationLayout),
  }),
});
