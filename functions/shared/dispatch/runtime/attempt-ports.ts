import { setTimeout } from 'node:timers/promises';
import type * as z from 'zod';
import { dynamodbDeliveryStore } from '../../deliveries/adapters/dynamodb-delivery-store.ts';
import { dynamodbStepResponses } from '../../deliveries/adapters/dynamodb-step-responses.ts';
import { dynamodbWaitItems } from '../../deliveries/adapters/dynamodb-wait-items.ts';
import { cachedEvents } from '../../events/adapters/cached-events.ts';
import { dynamodbEventStore } from '../../events/adapters/dynamodb-event-store.ts';
import { createHttpsSender } from '../../https/adapters/https-sender.ts';
import { dynamodbRateLimiter } from '../../lanes/adapters/dynamodb-rate-limiter.ts';
import { sqsOutcomeQueue, sqsRetryQueue } from '../../lanes/adapters/sqs-retry-queue.ts';
import { laneRegistry } from '../../lanes/application/lane-registry.ts';
import { lanePorts } from '../../lanes/runtime/lane-ports.ts';
import { dynamodbResourceFinder } from '../../platform/adapters/dynamodb-resource-store.ts';
import { systemClock } from '../../platform/adapters/system-clock.ts';
import { aws } from '../../platform/runtime/aws.ts';
import { sealedTable } from '../../platform/runtime/sealed-table.ts';
import { version } from '../../platform/runtime/version.ts';
import type { Observers } from '../../platform/runtime/worker-observers.ts';
import { eventbridgeDeliveryResults } from '../../results/adapters/eventbridge-delivery-results.ts';
import { cachedRules } from '../../rules/adapters/cached-rules.ts';
import { ruleLayout } from '../../rules/adapters/dynamodb-rule-layout.ts';
import { cachedNotifications } from '../../webhooks/adapters/cached-notifications.ts';
import { notificationLayout } from '../../webhooks/adapters/dynamodb-notification-layout.ts';
import { dynamodbTokenStore } from '../../webhooks/adapters/dynamodb-token-store.ts';
import { dynamodbWebhookSwitch } from '../../webhooks/adapters/dynamodb-webhook-configuration.ts';
import { dynamodbWebhookDirectory } from '../../webhooks/adapters/dynamodb-webhook-directory.ts';
import { sharedTokens } from '../../webhooks/application/access-tokens.ts';
import type { BatchPorts } from '../application/dispatch-batch.ts';
import type { attemptEnvironment } from './attempt-environment.ts';
import { dispatchTelemetry } from './dispatch-telemetry.ts';

/** The ports of an attempt, on AWS; made once per cold start. */
export function attemptPorts(env: z.infer<typeof attemptEnvironment>, observers: Observers): BatchPorts {
  const { client, sealed } = sealedTable(env);
  const table = env.TABLE_NAME;
  const storage = { table, retentionDays: env.RETENTION_DAYS };
  const pause = (ms: number) => setTimeout<void>(ms);
  const sender = createHttpsSender({ allowedCidrs: env.ALLOWED_CIDRS });
  const store = dynamodbTokenStore(client, sealed);
  const events = dynamodbEventStore(client, storage);
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
    stepResponses: dynamodbStepResponses(client, storage),
    retries: sqsRetryQueue(aws.sqs, env.RETRY_QUEUE_URL),
    outcomes: sqsOutcomeQueue(aws.sqs, env.RETRY_QUEUE_URL),
    deliveries: dynamodbDeliveryStore(client, storage),
    waits: dynamodbWaitItems(client, table),
    rates: dynamodbRateLimiter(client, table),
    results: eventbridgeDeliveryResults(aws.eventBridge, env.BUS_NAME),
    laneRegistry: laneRegistry(lanePorts({ client, env, observers })),
    report: dispatchTelemetry(observers),
  };
}
