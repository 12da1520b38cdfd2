import { Duration, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaAuthorizer, HttpLambdaResponseType } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { apiRoutes } from '../../functions/shared/domain/api-routes.ts';
import type { StageSettings } from '../stage-settings.ts';
import { ApiAddress } from './api-address.ts';
import type { Delivery } from './delivery.ts';
import { encryptionKey } from './encryption-key.ts';
import type { PosthornBus } from './posthorn-bus.ts';
import type { PosthornTable } from './posthorn-table.ts';
import { removalPolicyOf } from './removal.ts';
import { ServiceAlarm } from './service-alarm.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceSecrets } from './service-secrets.ts';
import type { StaticEgress } from './static-egress.ts';
import { WorkQueue } from './work-queue.ts';

export type ManagementApiProps = Readonly<{
  settings: StageSettings;
  bundles: string;
  table: PosthornTable;
  secrets: ServiceSecrets;
  bus: PosthornBus;
  egress: StaticEgress | undefined;
  delivery: Delivery;
}>;

/** Requests a second for the whole API, and how many may come at once, before a caller is told to wait. */
const throttle = { rateLimit: 500, burstLimit: 1_000 };

/**
 * A line of the access log, in the variables that HTTP APIs have (API Gateway developer guide, "Customize HTTP API access
 * logs"). `requestId` is what callers are told and what functions log; `functionRequestId` is in Lambda's own lines.
 */
const accessLine = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    functionRequestId: '$context.integration.requestId',
    route: '$context.routeKey',
    method: '$context.httpMethod',
    path: '$context.path',
    status: '$context.status',
    sourceIp: '$context.identity.sourceIp',
    responseBytes: '$context.responseLength',
    durationMs: '$context.responseLatency',
    integrationMs: '$context.integrationLatency',
    gatewayError: '$context.error.message',
    authorizerError: '$context.authorizer.error',
    integrationError: '$context.integrationErrorMessage',
  }),
);

/** The HTTP API: every route of the route table, behind one authorizer, with a function per resource. */
export class ManagementApi extends Construct {
  readonly url: string;
  readonly dnsRecord: string | undefined;
  readonly api: HttpApi;
  readonly purge: WorkQueue;
  readonly #props: ManagementApiProps;

  constructor(scope: Construct, id: string, props: ManagementApiProps) {
    super(scope, id);
    this.#props = props;
    this.purge = this.clearingAway();
    const functions: Readonly<Record<ApiFunction, ServiceFunction>> = {
      'manage-spaces': this.manageSpaces(),
      'manage-keys': this.manageKeys(),
      'manage-webhooks': this.manageWebhooks(),
      'manage-notifications': this.sealing(
        this.manageResources('manage-notifications', "Keeps webhooks' notifications"),
      ),
      'manage-rules': this.manageRules(),
      'manage-scorecards': this.manageResources('manage-scorecards', 'Keeps scorecards'),
      'manage-event-types': this.manageResources('manage-event-types', 'Keeps descriptions of event types'),
      'test-webhook': this.testWebhook(),
      'accept-event': this.acceptEvent(),
      'read-deliveries': this.readDeliveries(),
      'resend-deliveries': this.resendDeliveries(),
      'serve-console': this.serveConsole(),
      'describe-api': this.apiFunction(
        'describe-api',
        'Serves the OpenAPI document and its page, and answers unknown paths',
      ),
    };
    const api = new HttpApi(this, 'Api', {
      apiName: `posthorn-${props.settings.stage}`,
      description: 'Management API of Posthorn',
      createDefaultStage: false,
      // A domain of one's own is then the only way in. CloudFront reaches the gateway under its own address.
      disableExecuteApiEndpoint: props.settings.domainName !== undefined && props.settings.webAclArn === undefined,
      ...crossOrigin(props.settings),
    });
    this.api = api;
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: { destination: new LogGroupLogDestination(this.accessLog()), format: accessLine },
    });
    const address = new ApiAddress(this, 'Address', { ...props, api, stage });
    this.url = address.url;
    functions['manage-keys'].set('API_URL', address.url);
    this.dnsRecord = address.dnsRecord;
    this.addRoutes(api, functions);
    new ServiceAlarm(this, 'ServerErrors', {
      settings: props.settings,
      // Not api-errors: describe-api-errors of the stage "x" would be api-errors of a stage "x-describe".
      name: 'api-server-errors',
      severity: 'page',
      meaning: 'The API returns 5xx responses.',
      runbook: 'api-errors',
      metric: api.metricServerError({ period: Duration.minutes(1), statistic: 'sum' }),
      threshold: 5,
      periods: 3,
      outOf: 5,
    });
  }

  private addRoutes(api: HttpApi, functions: Readonly<Record<ApiFunction, ServiceFunction>>): void {
    const authorizer = this.authorizer();
    // A permission for each route would take a tenth of the resources that a stack may have. The one for all routes does
    // not match the default one, whose calls come without a path (`<api>/<stage>/$default`).
    const integrations = new Map(
      Object.entries(functions).map(([name, { lambda }]) => {
        const scopePermissionToRoute = name === apiRoutes.$default.function;
        return [name, new HttpLambdaIntegration(name, lambda, { scopePermissionToRoute })];
      }),
    );
    for (const [route, { function: name, roles }] of Object.entries(apiRoutes)) {
      const integration = integrations.get(name);
      if (integration === undefined) throw new Error(`No function ${name} answers ${route}`);
      const added = new HttpRoute(this, `Route ${route.replaceAll('/', ' ')}`, {
        httpApi: api,
        routeKey: routeKey(route),
        integration,
        authorizer: roles === 'anyone' ? new HttpNoneAuthorizer() : authorizer,
      });
      if (roles === 'anyone') {
        Validations.of(added).acknowledge({
          id: 'AwsSolutions::AwsSolutions-APIG4',
          reason: 'Tells nothing but what the public documentation says',
        });
      }
    }
  }

  /**
   * What reached the gateway, also what it answered itself: throttled, or too large for a function. Under this prefix the log
   * groups of many APIs do not fill up the account's resource policy (CloudWatch Logs user guide, "Logs sent to CloudWatch
   * Logs", 5,120 characters).
   */
  private accessLog(): LogGroup {
    const { settings } = this.#props;
    return new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/vendedlogs/posthorn/${settings.stage}/api`,
      encryptionKey: encryptionKey(this, settings),
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: removalPolicyOf(settings),
    });
  }

  /** Judges every request anew: a cached judgement would outlive a revoked key. The function caches for seconds. */
  private authorizer(): HttpLambdaAuthorizer {
    const { settings, table, secrets } = this.#props;
    const judge = this.apiFunction('authorize-request', 'Authenticates callers of the API');
    table.grant(judge, ['BatchGetItem']);
    // Of a token's space; a key is read together with its own.
    if (settings.oidcIssuer !== undefined) table.grant(judge, ['GetItem']);
    for (const [variable, value] of Object.entries(oidcVariables(settings))) judge.set(variable, value);
    secrets.adminKeyReadBy(judge);
    secrets.originReadBy(judge);
    return new HttpLambdaAuthorizer('Authorizer', judge.lambda, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: [],
      resultsCacheTtl: Duration.seconds(0),
    });
  }

  private manageSpaces(): ServiceFunction {
    const manager = this.manageResources('manage-spaces', 'Creates, reads, changes and deletes spaces');
    this.#props.table.grant(manager, ['BatchGetItem', 'UpdateItem']);
    this.purge.grantSend(manager, 'PURGE_QUEUE_URL');
    return this.sealing(manager);
  }

  private manageKeys(): ServiceFunction {
    return this.sealing(this.manageResources('manage-keys', 'Creates, lists and revokes API keys and portal links'));
  }

  private manageWebhooks(): ServiceFunction {
    const { settings, table, delivery } = this.#props;
    const manager = this.manageResources('manage-webhooks', 'Creates, reads, changes and deletes webhooks');
    table.grant(manager, ['BatchGetItem', 'UpdateItem']);
    delivery.lanes.grantStart(manager);
    manager.set('ALLOWED_CIDRS', settings.allowedCidrs.join(','));
    this.purge.grantSend(manager, 'PURGE_QUEUE_URL');
    return this.sealing(manager);
  }

  private manageRules(): ServiceFunction {
    const manager = this.manageResources('manage-rules', 'Creates, reads, changes and deletes rules');
    // A rule that is enabled or not changes the version of its space's subscriptions.
    this.#props.table.grant(manager, ['UpdateItem']);
    return this.sealing(manager);
  }

  private manageResources(name: ApiFunction, description: string): ServiceFunction {
    const { table, bus } = this.#props;
    const manager = this.apiFunction(name, description);
    table.grant(manager, ['GetItem', 'Query', 'PutItem', 'DeleteItem', 'ConditionCheckItem']);
    bus.grantPublish(manager);
    return manager;
  }

  /** With the keyring: what answers POST keeps its answers, sealed. */
  private sealing(manager: ServiceFunction): ServiceFunction {
    this.#props.secrets.grantKeyring(manager);
    return manager;
  }

  private testWebhook(): ServiceFunction {
    const { settings, table, secrets, egress } = this.#props;
    // A test comes to its verdict within 26 s (test-webhook.ts); an HTTP API waits 30 s (API Gateway quotas).
    const tester = this.apiFunction('test-webhook', 'Sends a test event to a webhook immediately', {
      timeout: Duration.seconds(29),
      egress,
    });
    table.grant(tester, ['GetItem']);
    secrets.grantKeyring(tester);
    tester.set('ALLOWED_CIDRS', settings.allowedCidrs.join(','));
    return tester;
  }

  private acceptEvent(): ServiceFunction {
    const { table, secrets, bus } = this.#props;
    const acceptor = this.apiFunction('accept-event', 'Puts events received over the API on the bus');
    table.grant(acceptor, ['GetItem', 'PutItem']);
    secrets.grantKeyring(acceptor);
    bus.grantSend(acceptor);
    return acceptor;
  }

  private readDeliveries(): ServiceFunction {
    const { table, settings } = this.#props;
    const reader = this.apiFunction('read-deliveries', 'Reads events, deliveries, their attempts and statistics');
    table.grant(reader, ['GetItem', 'BatchGetItem', 'Query']);
    reader.set('RETENTION_DAYS', String(settings.retentionDays));
    return reader;
  }

  private resendDeliveries(): ServiceFunction {
    const { table, settings, secrets, delivery } = this.#props;
    const resender = this.apiFunction(
      'resend-deliveries',
      'Retries and replays deliveries at the request of a manager',
    );
    table.grant(resender, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'PartiQLInsert', 'PartiQLUpdate']);
    secrets.grantKeyring(resender);
    resender.set('RETENTION_DAYS', String(settings.retentionDays));
    delivery.lanes.grantStart(resender);
    delivery.retries.grantSend(resender, 'RETRY_QUEUE_URL');
    return resender;
  }

  private serveConsole(): ServiceFunction {
    const server = this.apiFunction('serve-console', 'Serves the files of the console');
    const { consoleFrameAncestors, ...settings } = this.#props.settings;
    server.set('FRAME_ANCESTORS', consoleFrameAncestors.join(' '));
    server.set('OIDC_CLIENT_ID', settings.consoleOidcClientId ?? '');
    server.set('OIDC_ISSUER', settings.oidcIssuer ?? '');
    server.set('OIDC_SCOPE', settings.consoleOidcScope);
    server.set('OIDC_ORIGINS', settings.consoleOidcOrigins.join(' '));
    return server;
  }

  /** The job that purges after deletions, and the sweep for those whose message got lost. */
  private clearingAway(): WorkQueue {
    const { settings, bundles, table, delivery } = this.#props;
    const worker = new ServiceFunction(this, 'Purge', {
      settings,
      bundles,
      name: 'purge-deleted',
      description: 'Removes the remaining data of deleted spaces and webhooks',
      timeout: Duration.seconds(60),
      memorySize: 256,
    });
    const queue = new WorkQueue(this, 'PurgeQueue', {
      settings,
      name: 'purge-deleted',
      consumerTimeout: worker.timeout,
    });
    queue.addConsumer(worker, { batchSize: 1, maxConcurrency: 5 });
    queue.grantSend(worker, 'PURGE_QUEUE_URL');
    worker.set('RETENTION_DAYS', String(settings.retentionDays));
    table.grant(worker, ['Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem', 'PartiQLUpdate']);
    delivery.lanes.grantStart(worker);
    new Rule(this, 'Sweep', {
      description: 'Triggers a search for deletions whose message was lost',
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [
        new SqsQueue(queue.queue, {
          message: RuleTargetInput.fromObject({ kind: 'sweep' }),
          deadLetterQueue: queue.deadLetterQueue,
        }),
      ],
    });
    return queue;
  }

  private apiFunction(
    name: ApiFunction | 'authorize-request',
    description: string,
    {
      timeout = Duration.seconds(15),
      egress,
    }: Readonly<{ timeout?: Duration; egress?: StaticEgress | undefined }> = {},
  ): ServiceFunction {
    const { settings, bundles } = this.#props;
    return new ServiceFunction(this, name, {
      settings,
      bundles,
      name,
      description,
      timeout,
      egress,
      memorySize: 512,
    });
  }
}

function oidcVariables({ oidcIssuer = '', ...settings }: StageSettings) {
  return {
    OIDC_ISSUER: oidcIssuer,
    OIDC_AUDIENCE: settings.oidcAudience ?? '',
    OIDC_JWKS_URI: settings.oidcJwksUri ?? `${oidcIssuer.replace(/\/$/, '')}/.well-known/jwks.json`,
    OIDC_SPACE_CLAIM: settings.oidcSpaceClaim,
    OIDC_ROLE_CLAIM: settings.oidcRoleClaim,
  };
}

type ApiFunction = (typeof apiRoutes)[keyof typeof apiRoutes]['function'];

/** What pages of other origins may do, if the stage allows any: they hold a key or a token, never a cookie. */
function crossOrigin({ allowedOrigins }: StageSettings) {
  if (allowedOrigins.length === 0) return {};
  return {
    corsPreflight: {
      allowOrigins: [...allowedOrigins],
      allowMethods: [CorsHttpMethod.ANY],
      allowHeaders: ['authorization', 'content-type', 'idempotency-key', 'if-match'],
      exposeHeaders: ['etag', 'location', 'retry-after'],
      maxAge: Duration.hours(1),
    },
  };
}

function routeKey(route: string): HttpRouteKey {
  const [method, path] = route.split(' ');
  return path === undefined ? HttpRouteKey.DEFAULT : HttpRouteKey.with(path, httpMethod(method));
}

function httpMethod(name: string | undefined): HttpMethod {
  const method = Object.values(HttpMethod).find((known) => known === name);
  if (method === undefined) throw new Error(`HTTP has no method ${name}`);
  return method;
}
