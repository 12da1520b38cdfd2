import { Logger } from '@aws-lambda-powertools/logger';
import { apiHandler } from '../shared/api/runtime/api-handler.ts';
import { webhookTestRoutes } from '../shared/deliveries/runtime/webhook-test-routes.ts';
import { cachedEventTypes } from '../shared/events/adapters/cached-event-types.ts';
import { eventTypeLayout } from '../shared/events/adapters/dynamodb-event-type-layout.ts';
import { dnsTargetGuard } from '../shared/https/adapters/dns-target-guard.ts';
import { createHttpsSender } from '../shared/https/adapters/https-sender.ts';
import { dynamodbParents } from '../shared/platform/adapters/dynamodb-parents.ts';
import { dynamodbResourceFinder } from '../shared/platform/adapters/dynamodb-resource-store.ts';
import { randomIds } from '../shared/platform/adapters/random-ids.ts';
import { systemClock } from '../shared/platform/adapters/system-clock.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { sealedTable } from '../shared/platform/runtime/sealed-table.ts';
import { version } from '../shared/platform/runtime/version.ts';
import { notificationLayout } from '../shared/webhooks/adapters/dynamodb-notification-layout.ts';
import { dynamodbWebhookStore } from '../shared/webhooks/adapters/dynamodb-webhook-store.ts';
import { uncachedTokens } from '../shared/webhooks/application/access-tokens.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const { client, sealed } = sealedTable(env);
const sender = createHttpsSender({ allowedCidrs: env.ALLOWED_CIDRS });

/** Serves the routes that test a webhook. */
export const handler = apiHandler({
  logger: new Logger(),
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: webhookTestRoutes({
    webhooks: dynamodbWebhookStore(client, sealed),
    notifications: dynamodbResourceFinder(client, env.TABLE_NAME, notificationLayout),
    eventTypes: cachedEventTypes(dynamodbResourceFinder(client, env.TABLE_NAME, eventTypeLayout)),
    sender,
    tokens: uncachedTokens({ sender, clock: systemClock, version }),
    ids: randomIds,
    clock: systemClock,
    version,
    targets: dnsTargetGuard({ allowedCidrs: env.ALLOWED_CIDRS }),
  }),
});
