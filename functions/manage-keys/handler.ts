import { Logger } from '@aws-lambda-powertools/logger';
import { dynamodbKeyStore } from '../shared/adapters/dynamodb-key-store.ts';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { keyRoutes } from '../shared/runtime/routes/key-routes.ts';
import { configuringServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const logger = new Logger();
const { client, sealed, once, audit } = configuringServices(env, logger);

/** Answers the routes of API keys and portal links. */
export const handler = apiHandler({
  logger,
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: keyRoutes({
    ...once,
    audit,
    keys: dynamodbKeyStore(client, sealed),
    ids: randomIds,
    consoleUrl: `${env.API_URL}/console/`,
  }),
});
