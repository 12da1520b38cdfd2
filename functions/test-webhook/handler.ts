import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { cachedEventTypes } from '../shared/adapters/cached-event-types.ts';
import { dnsTargetGuard } from '../shared/adapters/dns-target-guard.ts';
import { dynamodbDocumentClient } from '../shared/adapters/dynamodb-client.ts';
import { eventTypeLayout, notificationLayout } from '../shared/adapters/dynamodb-resource-layouts.ts';
import { dynamodbResourceFinder } from '../shared/adapters/dynamodb-resource-store.ts';
import { dynamodbWebhookStore } from '../shared/adapters/dynamodb-webhook-store.ts';
import { createHttpsSender } from '../shared/adapters/https-sender.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { secretKeyring } from '../shared/adapters/secret-keyring.ts';
import { secretsManagerText } from '../shared/adapters/secrets-manager-text.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { webhookTestRoutes } from '../shared/runtime/routes/webhook-test-routes.ts';
import { version } from '../shared/runtime/version.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const client = dynamodbDocumentClient();
const keyring = secretKeyring(secretsManagerText(new SecretsManagerClient(), env.KEYRING_SECRET_ARN));

/** Answers the routes that try a webhook out. */
export const handler = apiHandler({
  logger: new Logger(),
  routes: webhookTestRoutes({
    webhooks: dynamodbWebhookStore(client, { table: env.TABLE_NAME, keyring }),
    notifications: dynamodbResourceFinder(client, env.TABLE_NAME, notificationLayout),
    eventTypes: cachedEventTypes(dynamodbResourceFinder(client, env.TABLE_NAME, eventTypeLayout)),
    sender: createHttpsSender({ allowedCidrs: env.ALLOWED_CIDRS }),
    ids: randomIds,
    clock: systemClock,
    version,
    targets: dnsTargetGuard({ allowedCidrs: env.ALLOWED_CIDRS }),
  }),
});
