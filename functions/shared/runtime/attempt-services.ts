import { setTimeout } from 'node:timers/promises';
import type * as z from 'zod';
import { cachedEvents } from '../adapters/cached-events.ts';
import { cachedNotifications } from '../adapters/cached-notifications.ts';
import { cachedRules } from '../adapters/cached-rules.ts';
import { dynamodbDeliveryStore } from '../adapters/dynamodb-delivery-store.ts';
import { dynamodbEventStore } from '../adapters/dynamodb-event-store.ts';
import { notificationLayout } from '../adapters/dynamodb-notification-layout.ts';
import { dynamodbRateLimiter } from '../adapters/dynamodb-rate-limiter.ts';
import { dynamodbResourceFinder } from '../adapters/dynamodb-resource-store.ts';
import { ruleLayout } from '../adapters/dynamodb-rule-layout.ts';
import { dynamodbStepAnswers } from '../adapters/dynamodb-step-answers.ts';
import { dynamodbTokenStore } from '../adapters/dynamodb-token-store.ts';
import { dynamodbWaitItems } from '../adapters/dynamodb-wait-items.ts';
import { dynamodbWebhookSwitch } from '../adapters/dynamodb-webhook-configuration.ts';
import { dynamodbWebhookDirectory } from '../adapters/dynamodb-webhook-directory.ts';
import { eventbridgeDeliveryResults } from '../adapters/eventbridge-delivery-results.ts';
import { createHttpsSender } from '../adapters/https-sender.ts';
import { sqsOutcomeQueue, sqsRetryQueue } from '../adapters/sqs-retry-queue.ts';
import { systemClock } from '../adapters/system-clock.ts';
import { sharedTokens } from '../application/access-tokens.ts';
import type { BatchPorts } from '../application/dispatch-batch.ts';
import { laneRegistry } from '../application/lane-registry.ts';
import type { attemptEnvironment } from './attempt-environment.ts';
import { aws } from './aws.ts';
import { dispatchReport } from './dispatch-report.ts';
import { laneServices } from './lane-services.ts';
import { sealedTable } from './sealed-table.ts';
import { version } from './version.ts';
import type { Observers } from './worker-observers.ts';

/** The ports of an attempt, on AWS; made once per cold start. */
export function attemptServices(env: z.infer<typeof attemptEnvironment>, observers: Observers): BatchPorts {
  const { client, sealed } = sealedTable(env);
  const table = env.TABLE_NAME;
  const kept = { table, retentionDays: env.RETENTION_DAYS };
  const pause = (ms: number) => setTimeout<void>(ms);
  const sender = createHttpsSender({ allowedCidrs: env.ALLOWED_CIDRS });
  const store = dynamodbTokenStore(client, sealed);
  const events = dynamodbEventStore(client, kept);
  return {
    clock: systemClock,
    pause,
    version,
    sender,
    tokens: sharedTokens({ store, sender, pause, clock: systemClock, version }),
    webhooks: dynamodbWebhookDirectory(client, sealed),
    webhookSwitch: dynamodbWebhookSwitch(client, table),
    notifications: cachedNotifications(dynamodbResourceFinder(client, table, notificationLayout)),
    events: { ...events, ...cachedEvents(events) },
    rules: cachedRules(dynamodbResourceFinder(client, table, ruleLayout)),
    answers: dynamodbStepAnswers(client, kept),
    retries: sqsRetryQueue(aws.sqs, env.RETRY_QUEUE_URL),
    outcomes: sqsOutcomeQueue(aws.sqs, env.RETRY_QUEUE_URL),
    deliveries: dynamodbDeliveryStore(client, kept),
    waits: dynamodbWaitItems(client, table),
    rates: dynamodbRateLimiter(client, table),
    results: eventbridgeDeliveryResults(aws.eventBridge, env.BUS_NAME),
    laneRegistry: laneRegistry(laneServices({ client, env, observers })),
    report: dispatchReport(observers),
  };
}
