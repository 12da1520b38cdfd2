import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../shared/api/runtime/api-handler.ts';
import { cachedEventTypes } from '../shared/events/adapters/cached-event-types.ts';
import { eventTypeLayout } from '../shared/events/adapters/dynamodb-event-type-layout.ts';
import { eventbridgePublisher } from '../shared/events/adapters/eventbridge-publisher.ts';
import { lazySchemaValidator } from '../shared/events/adapters/lazy-schema-validator.ts';
import { eventRoutes } from '../shared/events/runtime/event-routes.ts';
import { dynamodbResourceFinder } from '../shared/platform/adapters/dynamodb-resource-store.ts';
import { randomIds } from '../shared/platform/adapters/random-ids.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { writingPorts } from '../shared/platform/runtime/writing-ports.ts';
import { cachedSpaceExists } from '../shared/spaces/adapters/cached-spaces.ts';
import { dynamodbSpaceFinder } from '../shared/spaces/adapters/dynamodb-space-store.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const { client, idempotency } = writingPorts(env);

const spaceExists = cachedSpaceExists(dynamodbSpaceFinder(client, env.TABLE_NAME));

/** Serves the route that receives events. */
export const handler = apiHandler({
  logger: new Logger(),
  // The authorizer has read the space seconds ago: another read for each event is needless.
  parents: { findMissing: async ({ space }) => ((await spaceExists(space)) ? undefined : 'space') },
  routes: eventRoutes({
    ...idempotency,
    publisher: eventbridgePublisher(aws.eventBridge, env.BUS_NAME),
    eventTypes: cachedEventTypes(dynamodbResourceFinder(client, env.TABLE_NAME, eventTypeLayout)),
    schemas: lazySchemaValidator(),
    ids: randomIds,
  }),
});
