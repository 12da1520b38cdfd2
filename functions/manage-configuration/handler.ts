import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { dnsTargetGuard } from '../shared/adapters/dns-target-guard.ts';
import { eventTypeLayout } from '../shared/adapters/dynamodb-event-type-layout.ts';
import { dynamodbKeyStore } from '../shared/adapters/dynamodb-key-store.ts';
import { notificationLayout } from '../shared/adapters/dynamodb-notification-layout.ts';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { ruleLayout } from '../shared/adapters/dynamodb-rule-layout.ts';
import { dynamodbRuleUses } from '../shared/adapters/dynamodb-rule-uses.ts';
import { scorecardLayout } from '../shared/adapters/dynamodb-scorecard-layout.ts';
import { dynamodbSpaceStore } from '../shared/adapters/dynamodb-space-store.ts';
import { dynamodbWebhookFinder, dynamodbWebhookStore } from '../shared/adapters/dynamodb-webhook-store.ts';
import { lazySchemaValidator } from '../shared/adapters/lazy-schema-validator.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { sqsPurgeQueue } from '../shared/adapters/sqs-purge-queue.ts';
import { laneRegistry } from '../shared/application/lane-registry.ts';
import { healthSummaries } from '../shared/application/read-health.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { auditTrail } from '../shared/runtime/audit-trail.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { laneServices } from '../shared/runtime/lane-services.ts';
import { eventTypeRoutes } from '../shared/runtime/routes/event-type-routes.ts';
import { filterRoutes } from '../shared/runtime/routes/filter-routes.ts';
import { keyRoutes } from '../shared/runtime/routes/key-routes.ts';
import { notificationRoutes } from '../shared/runtime/routes/notification-routes.ts';
import { ruleRoutes } from '../shared/runtime/routes/rule-routes.ts';
import { scorecardRoutes } from '../shared/runtime/routes/scorecard-routes.ts';
import { spaceRoutes } from '../shared/runtime/routes/space-routes.ts';
import { webhookRoutes } from '../shared/runtime/routes/webhook-routes.ts';
import { writingServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const observers = { logger: new Logger(), metrics: new Metrics() };
const { client, sealed, once } = writingServices(env);
const lanes = laneServices({ client, env, observers });
const rules = dynamodbResourceStore(client, sealed, ruleLayout);
const shared = {
  ...once,
  audit: auditTrail(env, observers.logger),
  ids: randomIds,
  purge: sqsPurgeQueue(aws.sqs, env.PURGE_QUEUE_URL),
};

/** Answers the routes of all that is configured: spaces, keys, webhooks and what belongs to them. */
export const handler = apiHandler({
  ...observers,
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: [
    ...spaceRoutes({ ...shared, spaces: dynamodbSpaceStore(client, sealed) }),
    ...keyRoutes({ ...shared, keys: dynamodbKeyStore(client, sealed), consoleUrl: `${env.API_URL}/console/` }),
    ...webhookRoutes({
      ...shared,
      webhooks: dynamodbWebhookStore(client, sealed),
      rules,
      uses: dynamodbRuleUses(client, env.TABLE_NAME),
      health: healthSummaries(lanes.lanes),
      laneRegistry: laneRegistry(lanes),
      targets: dnsTargetGuard({ allowedCidrs: env.ALLOWED_CIDRS }),
    }),
    ...notificationRoutes({
      ...shared,
      notifications: dynamodbResourceStore(client, sealed, notificationLayout),
    }),
    ...ruleRoutes({ ...shared, rules, webhooks: dynamodbWebhookFinder(client, env.TABLE_NAME) }),
    ...scorecardRoutes({ ...shared, scorecards: dynamodbResourceStore(client, sealed, scorecardLayout) }),
    ...eventTypeRoutes({
      ...shared,
      eventTypes: dynamodbResourceStore(client, sealed, eventTypeLayout),
      schemas: lazySchemaValidator(),
    }),
    ...filterRoutes,
  ],
});
