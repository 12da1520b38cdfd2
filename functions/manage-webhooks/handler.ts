import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { dnsTargetGuard } from '../shared/adapters/dns-target-guard.ts';
import { dynamodbDocumentClient } from '../shared/adapters/dynamodb-client.ts';
import { dynamodbReplyStore } from '../shared/adapters/dynamodb-reply-store.ts';
import { dynamodbWebhookStore } from '../shared/adapters/dynamodb-webhook-store.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { secretKeyring } from '../shared/adapters/secret-keyring.ts';
import { secretsManagerText } from '../shared/adapters/secrets-manager-text.ts';
import { sqsClearAwayQueue } from '../shared/adapters/sqs-clear-away-queue.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { webhookRoutes } from '../shared/runtime/routes/webhook-routes.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const client = dynamodbDocumentClient();
const keyring = secretKeyring(secretsManagerText(new SecretsManagerClient(), env.KEYRING_SECRET_ARN));
const sealed = { table: env.TABLE_NAME, keyring };

/** Answers the routes of webhooks. */
export const handler = apiHandler({
  logger: new Logger(),
  routes: webhookRoutes({
    webhooks: dynamodbWebhookStore(client, sealed),
    replies: dynamodbReplyStore(client, sealed),
    clearAway: sqsClearAwayQueue(new SQSClient(), env.CLEAR_AWAY_QUEUE_URL),
    ids: randomIds,
    clock: systemClock,
    targets: dnsTargetGuard({ allowedCidrs: env.ALLOWED_CIDRS }),
  }),
});
