import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { dynamodbDocumentClient } from '../shared/adapters/dynamodb-client.ts';
import { dynamodbKeyStore } from '../shared/adapters/dynamodb-key-store.ts';
import { dynamodbReplyStore } from '../shared/adapters/dynamodb-reply-store.ts';
import { randomIds } from '../shared/adapters/random-ids.ts';
import { secretKeyring } from '../shared/adapters/secret-keyring.ts';
import { secretsManagerText } from '../shared/adapters/secrets-manager-text.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { apiHandler } from '../shared/runtime/api/api-handler.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { keyRoutes } from '../shared/runtime/routes/key-routes.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const client = dynamodbDocumentClient();
const keyring = secretKeyring(secretsManagerText(new SecretsManagerClient(), env.KEYRING_SECRET_ARN));
const sealed = { table: env.TABLE_NAME, keyring };

/** Answers the routes of API keys. */
export const handler = apiHandler({
  logger: new Logger(),
  routes: keyRoutes({
    keys: dynamodbKeyStore(client, sealed),
    replies: dynamodbReplyStore(client, sealed),
    ids: randomIds,
    clock: systemClock,
  }),
});
