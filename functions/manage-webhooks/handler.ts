import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { dnsTargetGuard } from '../shared/adapters/dns-target-guard.ts';
import { dynamodbParents } from '../shared/adapters/dynamodb-parents.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { ruleLayout } from '../shared/adapters/dynamodb-rule-layout.ts';
import { dynamodbRuleUses } from '../shared/adapters/dynamodb-rule-uses.ts';
import { dynamodbWebhookStore } from '../shared/adapters/dynamodb-webhook-store.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { sqsPurgeQueue } from '../shared/adapters/sqs-purge-queue.ts';
import { laneRegistry } from '../shared/application/lane-registry.ts';
import { healthSummaries } from '../shared/application/read-health.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { aws } from '../shared/runtime/aws.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { laneServices } from '../shared/runtime/lane-services.ts';
import { filterRoutes } from '../shared/runtime/routes/filter-routes.ts';
import { webhookRoutes } from '../shared/runtime/routes/webhook-routes.ts';
import { configuringServices } from '../shared/runtime/writing-services.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const observers = { logger: new Logger(), metrics: new Metrics() };
const { client, sealed, once, audit } = configuringServices(env, observers.logger);
const lanes = laneServices({ client, env, observers });

/** Answers the routes of webhooks and of filters. */
export const handler = apiHandler({
  ...observers,
  parents: dynamodbParents(client, env.TABLE_NAME),
  routes: [
    ...webhookRoutes({
      ...once,
      audit,
      webhooks: dynamodbWebhookStore(client, sealed),
      rules: dynamodbResourceStore(client, sealed, ruleLayout),
      uses: dynamodbRuleUses(client, env.TABLE_NAME),
      health: healthSummaries(lanes.lanes),
      laneRegistry: laneRegistry(lanes),
      purge: sqsPurgeQueue(aws.sqs, env.PURGE_QUEUE_URL),
      ids: randomIds,
      targets: dnsTargetGuard({ allowedCidrs: env.ALLOWED_CIDRS }),
    }),
    ...filterRoutes,
  ],
});
