import { Logger } from '@aws-lambda-powertools/logger';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { scorecardLayout } from '../shared/adapters/dynamodb-scorecard-layout.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { scorecardRoutes } from '../shared/runtime/routes/scorecard-routes.ts';
import { configuringServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const logger = new Logger();
const { client, sealed, once, audit } = configuringServices(env, logger);

/** Answers the routes of scorecards. */
export const handler = apiHandler({
  logger,
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: scorecardRoutes({
    ...once,
    audit,
    scorecards: dynamodbResourceStore(client, sealed, scorecardLayout),
  }),
});
