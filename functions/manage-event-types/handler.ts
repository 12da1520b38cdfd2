import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ajvSchemaValidator } from '../shared/adapters/ajv-schema-validator.ts';
import { dynamodbDocumentClient } from '../shared/adapters/dynamodb-client.ts';
import { dynamodbReplyStore } from '../shared/adapters/dynamodb-reply-store.ts';
import { eventTypeLayout } from '../shared/adapters/dynamodb-resource-layouts.ts';
import { dynamodbResourceStore } from '../shared/adapters/dynamodb-resource-store.ts';
import { secretKeyring } from '../shared/adapters/secret-keyring.ts';
import { secretsManagerText } from '../shared/adapters/secrets-manager-text.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { eventTypeRoutes } from '../shared/runtime/routes/event-type-routes.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const client = dynamodbDocumentClient();
const keyring = secretKeyring(secretsManagerText(new SecretsManagerClient(), env.KEYRING_SECRET_ARN));
const sealed = { table: env.TABLE_NAME, keyring };

/** Answers the routes of event types. */
export const handler = apiHandler({
  logger: new Logger(),
  routes: eventTypeRoutes({
    eventTypes: dynamodbResourceStore(client, sealed, eventTypeLayout),
    schemas: ajvSchemaValidator(),
    replies: dynamodbReplyStore(client, sealed),
    clock: systemClock,
  }),
});
