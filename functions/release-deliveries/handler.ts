import { setTimeout } from 'node:timers/promises';
import middy from '@middy/core';
import * as z from 'zod';
import { dynamodbDeliveryStore } from '../shared/deliveries/adapters/dynamodb-delivery-store.ts';
import { dynamodbStepResponses } from '../shared/deliveries/adapters/dynamodb-step-responses.ts';
import { dynamodbWaitItems } from '../shared/deliveries/adapters/dynamodb-wait-items.ts';
import { dynamodbEventStore } from '../shared/events/adapters/dynamodb-event-store.ts';
import { dynamodbFailingWebhooks } from '../shared/lanes/adapters/dynamodb-failing-webhooks.ts';
import { dynamodbReplayStore } from '../shared/lanes/adapters/dynamodb-replay-store.ts';
import { sqsRetryQueue } from '../shared/lanes/adapters/sqs-retry-queue.ts';
import { type WakePorts, wakeLane } from '../shared/lanes/application/wake-lane.ts';
import { lanePorts } from '../shared/lanes/runtime/lane-ports.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { keepDeadline } from '../shared/platform/runtime/deadline.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { logRequest } from '../shared/platform/runtime/log-request.ts';
import { publishMetrics } from '../shared/platform/runtime/publish-metrics.ts';
import { workerObservers } from '../shared/platform/runtime/worker-observers.ts';
import { eventbridgeDeliveryResults } from '../shared/results/adapters/eventbridge-delivery-results.ts';
import { eventbridgeHealthMessages } from '../shared/results/adapters/eventbridge-health-messages.ts';
import { dynamodbWebhookConfiguration } from '../shared/webhooks/adapters/dynamodb-webhook-configuration.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const observers = workerObservers();
const client = aws.dynamoDb;
const table = env.TABLE_NAME;
const storage = { table, retentionDays: env.RETENTION_DAYS };

const ports: WakePorts = {
  pause: (ms) => setTimeout(ms),
  ...lanePorts({ client, env, observers }),
  waits: dynamodbWaitItems(client, table),
  deliveries: dynamodbDeliveryStore(client, storage),
  events: dynamodbEventStore(client, storage),
  stepResponses: dynamodbStepResponses(client, storage),
  configuration: dynamodbWebhookConfiguration(client, table),
  retries: sqsRetryQueue(aws.sqs, env.RETRY_QUEUE_URL),
  slowRetries: sqsRetryQueue(aws.sqs, env.SLOW_RETRY_QUEUE_URL),
  results: eventbridgeDeliveryResults(aws.eventBridge, env.BUS_NAME),
  replays: dynamodbReplayStore(client, storage),
  failingWebhooks: dynamodbFailingWebhooks(client, table),
  healthMessages: eventbridgeHealthMessages(aws.eventBridge, env.BUS_NAME),
};

/** The state of a lane's execution: ids and times only. */
const execution = z.object({
  webhookId: z.string(),
  space: z.string(),
  generation: z.number(),
  wakeAt: z.number(),
  wakes: z.number(),
});

/** Wakes one lane; returns the next state of the lane's execution. */
export const handler = middy()
  .use(keepDeadline)
  .use(logRequest(observers.logger))
  .use(publishMetrics(observers.metrics))
  .handler(async (event: unknown) => {
    const request = execution.parse(event);
    const outcome = await wakeLane(ports, request);
    return { ...request, ...outcome, wakes: request.wakes + 1 };
  });
