import { Logger } from '@aws-lambda-powertools/logger';
import { eventTypeLayout } from '../shared/adapters/dynamodb-event-type-layout.ts';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { lazySchemaValidator } from '../shared/adapters/lazy-schema-validator.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { eventTypeRoutes } from '../shared/runtime/routes/event-type-routes.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const client = aws.dynamoDb;

/** Answers the routes of event types. */
export const handler = apiHandler({
  logger: new Logger(),
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: eventTypeRoutes({
    clock: systemClock,
    eventTypes: dynamodbResourceStore(client, { table: env.TABLE_NAME }, eventTypeLayout),
    schemas: lazySchemaValidator(),
  }),
});
