import { Logger } from '@aws-lambda-powertools/logger';
import { originSecret } from '../shared/api/adapters/origin-secret.ts';
import { secretsManagerText } from '../shared/platform/adapters/secrets-manager-text.ts';
import { systemClock } from '../shared/platform/adapters/system-clock.ts';
import { aws } from '../shared/platform/runtime/aws.ts';
import { readEnvironment } from '../shared/platform/runtime/environment.ts';
import { cachedKeys } from '../shared/spaces/adapters/cached-key-store.ts';
import { cachedSpaceExists } from '../shared/spaces/adapters/cached-spaces.ts';
import { dynamodbKeyReader } from '../shared/spaces/adapters/dynamodb-key-store.ts';
import { dynamodbSpaceFinder } from '../shared/spaces/adapters/dynamodb-space-store.ts';
import { oidcTokens } from '../shared/spaces/adapters/oidc-tokens.ts';
import { apiAuthorizer } from '../shared/spaces/runtime/authorizer.ts';
import { environment } from './env.ts';

const env = readEnvironment(environment);
/** A replaced admin key is refused within seconds, like a revoked key; a read costs $0.000005 (Secrets Manager). */
const adminKey = secretsManagerText(aws.secretsManager, env.ADMIN_KEY_SECRET_ARN, { keptForMs: 5_000 });

const origin =
  env.ORIGIN_SECRET_ARN === ''
    ? undefined
    : originSecret(secretsManagerText(aws.secretsManager, env.ORIGIN_SECRET_ARN));

const client = aws.dynamoDb;

const tokens =
  env.OIDC_ISSUER === ''
    ? undefined
    : oidcTokens({
        issuer: env.OIDC_ISSUER,
        audience: env.OIDC_AUDIENCE,
        jwksUri: env.OIDC_JWKS_URI,
        spaceClaim: env.OIDC_SPACE_CLAIM,
        roleClaim: env.OIDC_ROLE_CLAIM,
      });

/** Authenticates the API's callers. */
export const handler = apiAuthorizer({
  logger: new Logger(),
  origin,
  ports: {
    keys: cachedKeys(dynamodbKeyReader(client, env.TABLE_NAME)),
    spaceExists: cachedSpaceExists(dynamodbSpaceFinder(client, env.TABLE_NAME)),
    tokens,
    adminKey: () => adminKey.read(),
    clock: systemClock,
  },
});
