import { Logger } from '@aws-lambda-powertools/logger';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { cachedKeys } from '../shared/adapters/cached-key-store.ts';
import { dynamodbDocumentClient } from '../shared/adapters/dynamodb-client.ts';
import { dynamodbKeyReader } from '../shared/adapters/dynamodb-key-store.ts';
import { secretsManagerText } from '../shared/adapters/secrets-manager-text.ts';
import { systemClock } from '../shared/adapters/system-clock.ts';
import { apiAuthorizer } from '../shared/runtime/api/authorizer.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
const adminKey = secretsManagerText(new SecretsManagerClient(), env.ADMIN_KEY_SECRET_ARN);

/** Finds out who calls the API. */
export const handler = apiAuthorizer({
  logger: new Logger(),
  services: {
    keys: cachedKeys(dynamodbKeyReader(dynamodbDocumentClient(), env.TABLE_NAME)),
    adminKey: () => adminKey.read(),
    clock: systemClock,
  },
});
