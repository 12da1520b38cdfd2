import { Logger } from '@aws-lambda-powertools/logger';
import { ajvSchemaValidator } from '../shared/adapters/ajv-schema-validator.ts';
import { cachedEventTypes } from '../shared/adapters/cached-event-types.ts';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { eventTypeLayout } from '../shared/adapters/dynamodb-resource-layouts.ts';
import { dynamodbResourceFinder } from '../shared/adapters/dynamodb-resource-store.ts';
import { eventbridgePublisher } from '../shared/adapters/eventbridge-publisher.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { eventRoutes } from '../shared/runtime/routes/event-routes.ts';
import { writingServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const { client, once } = writingServices(env);

/** Answers the route that events come in by. */
export const handler = apiHandler({
  logger: new Logger(),
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: eventRoutes({
    ...once,
    publisher: eventbridgePublisher(aws.eventBridge, env.BUS_NAME),
    eventTypes: cachedEventTypes(dynamodbResourceFinder(client, env.TABLE_NAME, eventTypeLayout)),
    schemas: ajvSchemaValidator(),
    ids: randomIds,
  }),
});
