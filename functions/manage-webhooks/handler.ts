import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { dnsTargetGuard } from '../shared/adapters/dns-target-guard.ts';
import { dynamodbDocumentClient } from '../shared/adapters/dynamodb-client.ts';
import { dynamodbLaneStore } from '../shared/adapters/dynamodb-lane-store.ts';
import { dynamodbReplyStore } from '../shared/adapters/dynamodb-reply-store.ts';
import { ruleLayout } from '../shared/adapters/dynamodb-resource-layouts.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { dynamodbRuleUses } from '../shared/adapters/dynamodb-rule-uses.ts';
import { dynamodbWebhookStore } from '../shared/adapters/dynamodb-webhook-store.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { secretKeyring } from '../shared/adapters/secret-keyring.ts';
import { secretsManagerText } from '../shared/adapters/secrets-manager-text.ts';
import { sfnLaneRunner } from '../shared/adapters/sfn-lane-runner.ts';
import { sqsClearAwayQueue } from '../shared/adapters/sqs-clear-away-queue.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { laneKeeper } from '../shared/application/lane-keeper.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { laneReport } from '../shared/runtime/lane-report.ts';
import { webhookRoutes } from '../shared/runtime/routes/webhook-routes.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const logger = new Logger();
const client = dynamodbDocumentClient();
const keyring = secretKeyring(secretsManagerText(new SecretsManagerClient(), env.KEYRING_SECRET_ARN));
const sealed = { table: env.TABLE_NAME, keyring };

/** Answers the routes of webhooks. */
export const handler = apiHandler({
  logger,
  routes: webhookRoutes({
    webhooks: dynamodbWebhookStore(client, sealed),
    rules: dynamodbResourceStore(client, sealed, ruleLayout),
    uses: dynamodbRuleUses(client, env.TABLE_NAME),
    replies: dynamodbReplyStore(client, sealed),
    keeper: laneKeeper({
      clock: systemClock,
      lanes: dynamodbLaneStore(client, env.TABLE_NAME),
      runner: sfnLaneRunner(new SFNClient(), env.LANES_ARN),
      report: laneReport({ logger, metrics: new Metrics() }),
    }),
    clearAway: sqsClearAwayQueue(new SQSClient(), env.CLEAR_AWAY_QUEUE_URL),
    ids: randomIds,
    clock: systemClock,
    targets: dnsTargetGuard({ allowedCidrs: env.ALLOWED_CIDRS }),
  }),
});
