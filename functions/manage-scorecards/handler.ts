import { Logger } from '@aws-lambda-powertools/logger';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { scorecardLayout } from '../shared/adapters/dynamodb-scorecard-layout.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { scorecardRoutes } from '../shared/runtime/routes/scorecard-routes.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const client = aws.dynamoDb;

/** Answers the routes of scorecards. */
export const handler = apiHandler({
  logger: new Logger(),
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: scorecardRoutes({
    clock: systemClock,
    scorecards: dynamodbResourceStore(client, { table: env.TABLE_NAME }, scorecardLayout),
  }),
});
