import { Logger } from '@aws-lambda-powertools/logger';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { ruleLayout } from '../shared/adapters/dynamodb-rule-layout.ts';
import { dynamodbWebhookFinder } from '../shared/adapters/dynamodb-webhook-store.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { ruleRoutes } from '../shared/runtime/routes/rule-routes.ts';
import { configuringServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const logger = new Logger();
const { client, sealed, once, audit } = configuringServices(env, logger);

/** Answers the routes of rules. */
export const handler = apiHandler({
  logger,
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: ruleRoutes({
    ...once,
    audit,
    rules: dynamodbResourceStore(client, sealed, ruleLayout),
    webhooks: dynamodbWebhookFinder(client, env.TABLE_NAME),
    ids: randomIds,
  }),
});
