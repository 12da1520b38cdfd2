import { Logger } from '@aws-lambda-powertools/logger';
import { cachedEventTypes } from '../shared/adapters/cached-event-types.ts';
import { dnsTargetGuard } from '../shared/adapters/dns-target-guard.ts';
import { eventTypeLayout } from '../shared/adapters/dynamodb-event-type-layout.ts';
import { notificationLayout } from '../shared/adapters/dynamodb-notification-layout.ts';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbResourceFinder } from '../shared/adapters/dynamodb-resource-store.ts';
import { dynamodbWebhookStore } from '../shared/adapters/dynamodb-webhook-store.ts';
import { createHttpsSender } from '../shared/adapters/https-sender.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { freshTokens } from '../shared/application/access-tokens.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { webhookTestRoutes } from '../shared/runtime/routes/webhook-test-routes.ts';
import { sealedTable } from '../shared/runtime/sealed-table.ts';
import { version } from '../shared/runtime/version.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const { client, sealed } = sealedTable(env);
const sender = createHttpsSender({ allowedCidrs: env.ALLOWED_CIDRS });

/** Answers the routes that test a webhook. */
export const handler = apiHandler({
  logger: new Logger(),
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: webhookTestRoutes({
    webhooks: dynamodbWebhookStore(client, sealed),
    notifications: dynamodbResourceFinder(client, env.TABLE_NAME, notificationLayout),
    eventTypes: cachedEventTypes(dynamodbResourceFinder(client, env.TABLE_NAME, eventTypeLayout)),
    sender,
    tokens: freshTokens({ sender, clock: systemClock, version }),
    ids: randomIds,
    clock: systemClock,
    version,
    targets: dnsTargetGuard({ allowedCidrs: env.ALLOWED_CIDRS }),
  }),
});
