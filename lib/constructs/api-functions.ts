import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { apiRoutes } from '../../functions/shared/api/domain/api-routes.ts';
import type { StageSettings } from '../stage-settings.ts';
import type { Delivery } from './delivery.ts';
import type { PosthornBus } from './posthorn-bus.ts';
import type { PosthornTable } from './posthorn-table.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';
import type { ServiceSecrets } from './service-secrets.ts';
import type { StaticEgress } from './static-egress.ts';
import type { WorkQueue } from './work-queue.ts';

/** The function that serves a route. */
export type ApiFunction = (typeof apiRoutes)[keyof typeof apiRoutes]['function'];

type ApiFunctionsProps = Readonly<{
  settings: StageSettings;
  bundles: string;
  table: PosthornTable;
  secrets: ServiceSecrets;
  bus: PosthornBus;
  egress: StaticEgress | undefined;
  delivery: Delivery;
  purge: WorkQueue;
  /** Of the API, without a slash at its end. */
  url: string;
}>;

type Answering<Name extends ApiFunction | 'authorize-request'> = Omit<
  ServiceFunctionProps<Name>,
  'settings' | 'bundles' | 'timeout' | 'memorySize'
> &
  Readonly<{ timeout?: Duration }>;

/** Makes a function that serves requests, named by its folder. */
function apiFunction<Name extends ApiFunction | 'authorize-request'>(
  scope: Construct,
  { settings, bundles }: Pick<ApiFunctionsProps, 'settings' | 'bundles'>,
  { timeout = Duration.seconds(15), ...answering }: Answering<Name>,
): ServiceFunction {
  return new ServiceFunction<Name>(scope, answering.name, {
    settings,
    bundles,
    timeout,
    memorySize: 512,
    ...answering,
  });
}

/** Makes the functions that serve the API's routes. */
export function apiFunctions(
  scope: Construct,
  props: ApiFunctionsProps,
): Readonly<Record<ApiFunction, ServiceFunction>> {
  return {
    'manage-configuration': manageConfiguration(scope, props),
    'test-webhook': testWebhook(scope, props),
    'accept-event': acceptEvent(scope, props),
    'read-deliveries': readDeliveries(scope, props),
    'resend-deliveries': resendDeliveries(scope, props),
    'serve-console': apiFunction(scope, props, {
      name: 'serve-console',
      description: 'Serves the files of the console',
      environment: consoleVariables(props.settings),
    }),
    'describe-api': apiFunction(scope, props, {
      name: 'describe-api',
      description: 'Serves the OpenAPI document and its page, and responds to unknown paths',
      environment: {},
    }),
  };
}

/** Makes the authorizer's function. */
export function authorizeRequest(
  scope: Construct,
  props: Pick<ApiFunctionsProps, 'settings' | 'bundles' | 'table' | 'secrets'>,
): ServiceFunction {
  const { settings, table, secrets } = props;
  const { oidcIssuer = '' } = settings;
  return apiFunction(scope, props, {
    name: 'authorize-request',
    description: 'Authenticates callers of the API',
    environment: {
      // A key is read together with its space; a token's space is read by itself.
      TABLE_NAME: (self) => table.grant(self, ['BatchGetItem', ...(oidcIssuer === '' ? [] : ['GetItem' as const])]),
      ADMIN_KEY_SECRET_ARN: (self) => secrets.grantAdminKey(self),
      ORIGIN_SECRET_ARN: (self) => secrets.grantOrigin(self),
      OIDC_ISSUER: oidcIssuer,
      OIDC_AUDIENCE: settings.oidcAudience ?? '',
      OIDC_JWKS_URI: settings.oidcJwksUri ?? `${oidcIssuer.replace(/\/$/, '')}/.well-known/jwks.json`,
      OIDC_SPACE_CLAIM: settings.oidcSpaceClaim,
      OIDC_ROLE_CLAIM: settings.oidcRoleClaim,
    },
  });
}

const configurationActions = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'ConditionCheckItem',
] as const;

/**
 * One function for all that is configured, with the permissions that webhooks take: they are more than any other part of it
 * needs, and every part writes to the same table (docs/adr/0018-one-configuration-function.md).
 */
function manageConfiguration(scope: Construct, props: ApiFunctionsProps): ServiceFunction {
  const { settings, table, secrets, bus, delivery, purge, url } = props;
  return apiFunction(scope, props, {
    name: 'manage-configuration',
    description: 'Creates, reads, changes and deletes spaces, keys, webhooks, rules and the rest of the configuration',
    environment: {
      TABLE_NAME: (self) => table.grant(self, configurationActions),
      KEYRING_SECRET_ARN: (self) => secrets.grantKeyring(self),
      BUS_NAME: (self) => bus.grantPublish(self),
      PURGE_QUEUE_URL: (self) => purge.grantSend(self),
      LANES_ARN: (self) => delivery.lanes.grantStart(self),
      ALLOWED_CIDRS: settings.allowedCidrs.join(','),
      API_URL: url,
    },
  });
}

function testWebhook(scope: Construct, props: ApiFunctionsProps): ServiceFunction {
  const { settings, table, secrets, egress } = props;
  return apiFunction(scope, props, {
    name: 'test-webhook',
    description: 'Sends a test event to a webhook immediately',
    // A test comes to its verdict within 26 s (test-webhook.ts); an HTTP API waits 30 s (API Gateway quotas).
    timeout: Duration.seconds(29),
    egress,
    environment: {
      TABLE_NAME: (self) => table.grant(self, ['GetItem']),
      KEYRING_SECRET_ARN: (self) => secrets.grantKeyring(self),
      ALLOWED_CIDRS: settings.allowedCidrs.join(','),
    },
  });
}

function acceptEvent(scope: Construct, props: ApiFunctionsProps): ServiceFunction {
  const { table, secrets, bus } = props;
  return apiFunction(scope, props, {
    name: 'accept-event',
    description: 'Puts events received over the API on the bus',
    environment: {
      TABLE_NAME: (self) => table.grant(self, ['GetItem', 'PutItem']),
      KEYRING_SECRET_ARN: (self) => secrets.grantKeyring(self),
      BUS_NAME: (self) => bus.grantSend(self),
    },
  });
}

function readDeliveries(scope: Construct, props: ApiFunctionsProps): ServiceFunction {
  const { table, settings } = props;
  return apiFunction(scope, props, {
    name: 'read-deliveries',
    description: 'Reads events, deliveries, their attempts and statistics',
    environment: {
      TABLE_NAME: (self) => table.grant(self, ['GetItem', 'BatchGetItem', 'Query']),
      RETENTION_DAYS: String(settings.retentionDays),
    },
  });
}

function resendDeliveries(scope: Construct, props: ApiFunctionsProps): ServiceFunction {
  const { table, settings, secrets, delivery } = props;
  return apiFunction(scope, props, {
    name: 'resend-deliveries',
    description: 'Retries and replays deliveries at the request of a manager',
    environment: {
      TABLE_NAME: (self) =>
        table.grant(self, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'PartiQLInsert', 'PartiQLUpdate']),
      KEYRING_SECRET_ARN: (self) => secrets.grantKeyring(self),
      RETENTION_DAYS: String(settings.retentionDays),
      LANES_ARN: (self) => delivery.lanes.grantStart(self),
      RETRY_QUEUE_URL: (self) => delivery.retries.grantSend(self),
    },
  });
}

function consoleVariables({ oidcIssuer = '', consoleOidcClientId = '', ...settings }: StageSettings) {
  return {
    FRAME_ANCESTORS: settings.consoleFrameAncestors.join(' '),
    OIDC_CLIENT_ID: consoleOidcClientId,
    OIDC_ISSUER: oidcIssuer,
    OIDC_SCOPE: settings.consoleOidcScope,
    OIDC_ORIGINS: settings.consoleOidcOrigins.join(' '),
  };
}
