import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { dynamodbDocumentClient } from '../shared/adapters/dynamodb-client.ts';
import { dynamodbReplyStore } from '../shared/adapters/dynamodb-reply-store.ts';
import { ruleLayout } from '../shared/adapters/dynamodb-resource-layouts.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { dynamodbWebhookFinder } from '../shared/adapters/dynamodb-webhook-store.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { secretKeyring } from '../shared/adapters/secret-keyring.ts';
import { secretsManagerText } from '../shared/adapters/secrets-manager-text.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { ruleRoutes } from '../shared/runtime/routes/rule-routes.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const client = dynamodbDocumentClient();
const keyring = secretKeyring(secretsManagerText(new SecretsManagerClient(), env.KEYRING_SECRET_ARN));
const sealed = { table: env.TABLE_NAME, keyring };

/** Answers the routes of rules. */
export const handler = apiHandler({
  logger: new Logger(),
  routes: ruleRoutes({
    rules: dynamodbResourceStore(client, sealed, ruleLayout),
    webhooks: dynamodbWebhookFinder(client, env.TABLE_NAME),
    ids: randomIds,
    replies: dynamodbReplyStore(client, sealed),
    clock: systemClock,
  }),
});
