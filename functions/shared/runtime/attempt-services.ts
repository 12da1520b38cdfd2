import { setTimeout } from 'node:timers/promises';
import type { Logger } from '@aws-lambda-powertools/logger';
import type { Metrics } from '@aws-lambda-powertools/metrics';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import type * as z from 'zod';
import { cachedNotifications } from '../adapters/cached-notifications.ts';
import { cachedRules } from '../adapters/cached-rules.ts';
import { dynamodbDocumentClient } from '../adapters/dynamodb-client.ts';
import { dynamodbDeliveryStore } from '../adapters/dynamodb-delivery-store.ts';
import { dynamodbEventStore } from '../adapters/dynamodb-event-store.ts';
import { dynamodbLaneStore } from '../adapters/dynamodb-lane-store.ts';
import { dynamodbRateLimiter } from '../adapters/dynamodb-rate-limiter.ts';
import { notificationLayout, ruleLayout } from '../adapters/dynamodb-resource-layouts.ts';
import { dynamodbResourceFinder } from '../adapters/dynamodb-resource-store.ts';
import { dynamodbStepAnswers } from '../adapters/dynamodb-step-answers.ts';
import { dynamodbWaitingDeliveries } from '../adapters/dynamodb-waiting-deliveries.ts';
import { dynamodbWebhookSwitch } from '../adapters/dynamodb-webhook-configuration.ts';
import { dynamodbWebhookDirectory } from '../adapters/dynamodb-webhook-directory.ts';
import { eventbridgeDeliveryResults } from '../adapters/eventbridge-delivery-results.ts';
import { createHttpsSender } from '../adapters/https-sender.ts';
import { secretKeyring } from '../adapters/secret-keyring.ts';
import { secretsManagerText } from '../adapters/secrets-manager-text.ts';
import { sfnLaneRunner } from '../adapters/sfn-lane-runner.ts';
import { sqsRetryQueue } from '../adapters/sqs-retry-queue.ts';
import { systemClock } from '../adapters/system-clock.ts';
import type { RetryDispatchPorts } from '../application/dispatch-retries.ts';
import { laneKeeper } from '../application/lane-keeper.ts';
import type { attemptEnvironment } from './attempt-environment.ts';
import { dispatchReport } from './dispatch-report.ts';
import { laneReport } from './lane-report.ts';
import { version } from './version.ts';

/** Everything an attempt needs, on real AWS; built once per cold start. */
export function attemptServices(
  env: z.infer<typeof attemptEnvironment>,
  observers: Readonly<{ logger: Logger; metrics: Metrics }>,
): RetryDispatchPorts {
  const client = dynamodbDocumentClient();
  const table = env.TABLE_NAME;
  const kept = { table, retentionDays: env.RETENTION_DAYS };
  const lanes = dynamodbLaneStore(client, table);
  const runner = sfnLaneRunner(new SFNClient(), env.LANES_ARN);
  return {
    clock: systemClock,
    pause: (ms) => setTimeout(ms, undefined, { ref: false }),
    version,
    sender: createHttpsSender({ allowedCidrs: env.ALLOWED_CIDRS }),
    webhooks: dynamodbWebhookDirectory(client, {
      table,
      keyring: secretKeyring(secretsManagerText(new SecretsManagerClient(), env.KEYRING_SECRET_ARN)),
    }),
    webhookSwitch: dynamodbWebhookSwitch(client, table),
    notifications: cachedNotifications(dynamodbResourceFinder(client, table, notificationLayout)),
    events: dynamodbEventStore(client, kept),
    rules: cachedRules(dynamodbResourceFinder(client, table, ruleLayout)),
    answers: dynamodbStepAnswers(client, kept),
    retries: sqsRetryQueue(new SQSClient(), env.RETRY_QUEUE_URL),
    deliveries: dynamodbDeliveryStore(client, kept),
    waiting: dynamodbWaitingDeliveries(client, table),
    rates: dynamodbRateLimiter(client, table),
    results: eventbridgeDeliveryResults(new EventBridgeClient(), env.BUS_NAME),
    keeper: laneKeeper({ clock: systemClock, lanes, runner, report: laneReport(observers) }),
    report: dispatchReport(observers),
  };
}
