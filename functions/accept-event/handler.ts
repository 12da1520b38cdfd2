import { Logger } from '@aws-lambda-powertools/logger';
import { cachedEventTypes } from '../shared/adapters/cached-event-types.ts';
import { cachedSpaceExists } from '../shared/adapters/cached-spaces.ts';
import { eventTypeLayout } from '../shared/adapters/dynamodb-event-type-layout.ts';
import { dynamodbResourceFinder } from '../shared/adapters/dynamodb-resource-store.ts';
import { dynamodbSpaceFinder } from '../shared/adapters/dynamodb-space-store.ts';
import { eventbridgePublisher } from '../shared/adapters/eventbridge-publisher.ts';
import { lazySchemaValidator } from '../shared/adapters/lazy-schema-validator.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { eventRoutes } from '../shared/runtime/routes/event-routes.ts';
import { writingServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const { client, once } = writingServices(env);

const spaceExists = cachedSpaceExists(dynamodbSpaceFinder(client, env.TABLE_NAME));

/** Answers the route that receives events. */
export const handler = apiHandler({
  logger: new Logger(),
  // The authorizer has read the space seconds ago: another read for each event is needless.
  parents: { findMissing: async ({ space }) => ((await spaceExists(space)) ? undefined : 'space') },
  routes: eventRoutes({
    ...once,
    publisher: eventbridgePublisher(aws.eventBridge, env.BUS_NAME),
    eventTypes: cachedEventTypes(dynamodbResourceFinder(client, env.TABLE_NAME, eventTypeLayout)),
    schemas: lazySchemaValidator(),
    ids: randomIds,
  }),
});
