import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ajvSchemaValidator } from '../shared/adapters/ajv-schema-validator.ts';
import { cachedEventTypes } from '../shared/adapters/cached-event-types.ts';
import { dynamodbDocumentClient } from '../shared/adapters/dynamodb-client.ts';
import { dynamodbReplyStore } from '../shared/adapters/dynamodb-reply-store.ts';
import { eventTypeLayout } from '../shared/adapters/dynamodb-resource-layouts.ts';
import { dynamodbResourceFinder } from '../shared/adapters/dynamodb-resource-store.ts';
import { eventbridgePublisher } from '../shared/adapters/eventbridge-publisher.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { secretKeyring } from '../shared/adapters/secret-keyring.ts';
import { secretsManagerText } from '../shared/adapters/secrets-manager-text.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { eventRoutes } from '../shared/runtime/routes/event-routes.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const client = dynamodbDocumentClient();
const keyring = secretKeyring(secretsManagerText(new SecretsManagerClient(), env.KEYRING_SECRET_ARN));

/** Answers the route that events come in by. */
export const handler = apiHandler({
  logger: new Logger(),
  routes: eventRoutes({
    publisher: eventbridgePublisher(new EventBridgeClient(), env.BUS_NAME),
    replies: dynamodbReplyStore(client, { table: env.TABLE_NAME, keyring }),
    eventTypes: cachedEventTypes(dynamodbResourceFinder(client, env.TABLE_NAME, eventTypeLayout)),
    schemas: ajvSchemaValidator(),
    ids: randomIds,
    clock: systemClock,
  }),
});
