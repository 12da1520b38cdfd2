import { setTimeout } from 'node:timers/promises';
import middy from '@middy/core';
import * as z from 'zod';
import { dynamodbDeliveryStore } from '../shared/adapters/dynamodb-delivery-store.ts';
import { dynamodbEventStore } from '../shared/adapters/dynamodb-event-store.ts';
import { dynamodbFailingWebhooks } from '../shared/adapters/dynamodb-failing-webhooks.ts';
import { dynamodbReplayStore } from '../shared/adapters/dynamodb-replay-store.ts';
import { dynamodbStepAnswers } from '../shared/adapters/dynamodb-step-answers.ts';
import { dynamodbWaitItems } from '../shared/adapters/dynamodb-wait-items.ts';
import { dynamodbWebhookConfiguration } from '../shared/adapters/dynamodb-webhook-configuration.ts';
import { eventbridgeDeliveryResults } from '../shared/adapters/eventbridge-delivery-results.ts';
import { eventbridgeHealthMessages } from '../shared/adapters/eventbridge-health-messages.ts';
import { sqsRetryQueue } from '../shared/adapters/sqs-retry-queue.ts';
import { type WakePorts, wakeLane } from '../shared/application/wake-lane.ts';
import { aws } from '../shared/runtime/aws.ts';
import { keepDeadline } from '../shared/runtime/deadline.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { laneServices } from '../shared/runtime/lane-services.ts';
import { logRequest } from '../shared/runtime/log-request.ts';
import { publishMetrics } from '../shared/runtime/publish-metrics.ts';
import { workerObservers } from '../shared/runtime/worker-observers.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const observers = workerObservers();
const client = aws.dynamoDb;
const table = env.TABLE_NAME;
const kept = { table, retentionDays: env.RETENTION_DAYS };

const ports: WakePorts = {
  pause: (ms) => setTimeout(ms),
  ...laneServices({ client, env, observers }),
  waits: dynamodbWaitItems(client, table),
  deliveries: dynamodbDeliveryStore(client, kept),
  events: dynamodbEventStore(client, kept),
  answers: dynamodbStepAnswers(client, kept),
  configuration: dynamodbWebhookConfiguration(client, table),
  retries: sqsRetryQueue(aws.sqs, env.RETRY_QUEUE_URL),
  slowRetries: sqsRetryQueue(aws.sqs, env.SLOW_RETRY_QUEUE_URL),
  results: eventbridgeDeliveryResults(aws.eventBridge, env.BUS_NAME),
  replays: dynamodbReplayStore(client, kept),
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

/** Wakes one lane; its answer is the next state of the lane's execution. */
export const handler = middy()
  .use(keepDeadline)
  .use(logRequest(observers.logger))
  .use(publishMetrics(observers.metrics))
  .handler(async (event: unknown) => {
    const order = execution.parse(event);
    const answer = await wakeLane(ports, order);
    return { ...order, ...answer, wakes: order.wakes + 1 };
  });
