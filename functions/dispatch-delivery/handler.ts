import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { cachedNotifications } from '../shared/adapters/cached-notifications.ts';
import { dynamodbDocumentClient } from '../shared/adapters/dynamodb-client.ts';
import { dynamodbDeliveryStore } from '../shared/adapters/dynamodb-delivery-store.ts';
import { dynamodbEventStore } from '../shared/adapters/dynamodb-event-store.ts';
import { notificationLayout } from '../shared/adapters/dynamodb-resource-layouts.ts';
import { dynamodbResourceFinder } from '../shared/adapters/dynamodb-resource-store.ts';
import { dynamodbWebhookDirectory } from '../shared/adapters/dynamodb-webhook-directory.ts';
import { createHttpsSender } from '../shared/adapters/https-sender.ts';
import { secretKeyring } from '../shared/adapters/secret-keyring.ts';
import { secretsManagerText } from '../shared/adapters/secrets-manager-text.ts';
import { readDeliveryMessage } from '../shared/adapters/sqs-delivery-queue.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { dispatch } from '../shared/application/dispatch-deliveries.ts';
import { dispatchReport } from '../shared/runtime/dispatch-report.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { queueWorker } from '../shared/runtime/queue-worker.ts';
import { version } from '../shared/runtime/version.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const logger = new Logger();
const metrics = new Metrics();
const client = dynamodbDocumentClient();
const settings = { table: env.TABLE_NAME, retentionDays: env.RETENTION_DAYS };

const { run } = dispatch({
  clock: systemClock,
  version,
  sender: createHttpsSender({ allowedCidrs: env.ALLOWED_CIDRS }),
  webhooks: dynamodbWebhookDirectory(client, {
    table: env.TABLE_NAME,
    keyring: secretKeyring(secretsManagerText(new SecretsManagerClient(), env.KEYRING_SECRET_ARN)),
  }),
  notifications: cachedNotifications(dynamodbResourceFinder(client, env.TABLE_NAME, notificationLayout)),
  events: dynamodbEventStore(client, settings),
  deliveries: dynamodbDeliveryStore(client, settings),
  report: dispatchReport({ logger, metrics }),
});

/** Works through the delivery queue: each delivery is sent once and recorded. */
export const handler = queueWorker({
  logger,
  metrics,
  read: ({ messageId, receiveCount, body }) => ({ messageId, receiveCount, delivery: readDeliveryMessage(body) }),
  work: run,
});
