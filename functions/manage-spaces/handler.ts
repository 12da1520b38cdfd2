import { Logger } from '@aws-lambda-powertools/logger';
import { dynamodbSpaceStore } from '../shared/adapters/dynamodb-space-store.ts';
import { sqsPurgeQueue } from '../shared/adapters/sqs-purge-queue.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { spaceRoutes } from '../shared/runtime/routes/space-routes.ts';
import { configuringServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const logger = new Logger();
const { client, sealed, once, audit } = configuringServices(env, logger);

/** Answers the routes of spaces. */
export const handler = apiHandler({
  logger,
  routes: spaceRoutes({
    ...once,
    audit,
    spaces: dynamodbSpaceStore(client, sealed),
    purge: sqsPurgeQueue(aws.sqs, env.PURGE_QUEUE_URL),
  }),
});
