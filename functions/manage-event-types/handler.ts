import { Logger } from '@aws-lambda-powertools/logger';
import { eventTypeLayout } from '../shared/adapters/dynamodb-event-type-layout.ts';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { lazySchemaValidator } from '../shared/adapters/lazy-schema-validator.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { eventTypeRoutes } from '../shared/runtime/routes/event-type-routes.ts';
import { configuringServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const logger = new Logger();
const { client, sealed, once, audit } = configuringServices(env, logger);

/** Answers the routes of event types. */
export const handler = apiHandler({
  logger,
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: eventTypeRoutes({
    ...once,
    audit,
    eventTypes: dynamodbResourceStore(client, sealed, eventTypeLayout),
    schemas: lazySchemaValidator(),
  }),
});
