import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { apiHandler } from '../shared/api/runtime/api-handler.ts';
import { sqsPurgeQueue } from '../shared/cleanup/adapters/sqs-purge-queue.ts';
import { eventTypeLayout } from '../shared/events/adapters/dynamodb-event-type-layout.ts';
import { scorecardLayout } from '../shared/events/adapters/dynamodb-scorecard-layout.ts';
import { lazySchemaValidator } from '../shared/events/adapters/lazy-schema-validator.ts';
import { eventTypeRoutes } from '../shared/events/runtime/event-type-routes.ts';
import { filterRoutes } from '../shared/events/runtime/filter-routes.ts';
import { scorecardRoutes } from '../shared/events/runtime/scorecard-routes.ts';
import { dnsTargetGuard } from '../shared/https/adapters/dns-target-guard.ts';
import { laneRegistry } from '../shared/lanes/application/lane-registry.ts';
import { healthSummaries } from '../shared/lanes/application/read-health.ts';
import { lanePorts } from '../shared/lanes/runtime/lane-ports.ts';
import { dynamodbParents } from '../shared/platform/adapters/dynamodb-parents.ts';
import { dynamodbResourceStore } from '../shared/platform/adapters/dynamodb-resource-store.ts';
import { randomIds } from '../shared/platform/adapters/random-ids.ts';
import { auditTrail } from '../shared/platform/runtime/audit-trail.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { writingPorts } from '../shared/platform/runtime/writing-ports.ts';
import { ruleLayout } from '../shared/rules/adapters/dynamodb-rule-layout.ts';
import { dynamodbRuleUses } from '../shared/rules/adapters/dynamodb-rule-uses.ts';
import { ruleRoutes } from '../shared/rules/runtime/rule-routes.ts';
import { dynamodbKeyStore } from '../shared/spaces/adapters/dynamodb-key-store.ts';
import { dynamodbSpaceStore } from '../shared/spaces/adapters/dynamodb-space-store.ts';
import { keyRoutes } from '../shared/spaces/runtime/key-routes.ts';
import { spaceRoutes } from '../shared/spaces/runtime/space-routes.ts';
import { notificationLayout } from '../shared/webhooks/adapters/dynamodb-notification-layout.ts';
import { dynamodbWebhookFinder, dynamodbWebhookStore } from '../shared/webhooks/adapters/dynamodb-webhook-store.ts';
import { notificationRoutes } from '../shared/webhooks/runtime/notification-routes.ts';
import { webhookRoutes } from '../shared/webhooks/runtime/webhook-routes.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const observers = { logger: new Logger(), metrics: new Metrics() };
const { client, sealed, idempotency } = writingPorts(env);
const lanes = lanePorts({ client, env, observers });
const rules = dynamodbResourceStore(client, sealed, ruleLayout);
const shared = {
  ...idempotency,
  audit: auditTrail(env, observers.logger),
  ids: randomIds,
  purge: sqsPurgeQueue(aws.sqs, env.PURGE_QUEUE_URL),
};

/** Serves the routes of all that is configured: spaces, keys, webhooks and what belongs to them. */
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
      health: healthSummaries(lanes),
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
