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
import { apiRoutes } from '../../functions/shared/api/domain/api-routes.ts';
import type { StageSettings } from '../stage-settings.ts';
import { ApiAddress } from './api-address.ts';
import { type ApiFunction, apiFunctions, authorizeRequest } from './api-functions.ts';
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

/** Requests a second for the whole API, and how many may come at once, before a caller gets a 429. */
const throttle = { rateLimit: 500, burstLimit: 1_000 };

const purgeActions = ['Query', 'BatchGetItem', 'PutItem', 'UpdateItem', 'BatchWriteItem', 'PartiQLUpdate'] as const;

/**
 * A line of the access log, in the variables that HTTP APIs have (API Gateway developer guide, "Customize HTTP API access
 * logs"). `requestId` is what responses show and functions log; `functionRequestId` is in Lambda's own lines.
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

/** The HTTP API: every route of the route table, behind one authorizer, with the functions that serve them. */
export class ManagementApi extends Construct {
  readonly url: string;
  readonly dnsRecord: string | undefined;
  readonly api: HttpApi;
  readonly purge: WorkQueue;
  readonly #props: ManagementApiProps;

  constructor(scope: Construct, id: string, props: ManagementApiProps) {
    super(scope, id);
    this.#props = props;
    this.purge = this.createPurgeQueue();
    const api = new HttpApi(this, 'Api', {
      apiName: `posthorn-${props.settings.stage}`,
      description: 'Management API of Posthorn',
      createDefaultStage: false,
      // Then the custom domain is the only address. CloudFront reaches the gateway at its own address.
      disableExecuteApiEndpoint: props.settings.domainName !== undefined && props.settings.webAclArn === undefined,
      ...crossOrigin(props.settings),
    });
    this.api = api;
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: { destination: new LogGroupLogDestination(this.createAccessLog()), format: accessLine },
    });
    const address = new ApiAddress(this, 'Address', { ...props, api, stage });
    this.url = address.url;
    this.dnsRecord = address.dnsRecord;
    this.addRoutes(api, apiFunctions(this, { ...props, purge: this.purge, url: address.url }));
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
    const authorizer = this.createAuthorizer();
    // A permission for each route would take a tenth of the resources that a stack may have. The one for all routes
    // does not match the default one, whose calls have no path (`<api>/<stage>/$default`).
    const integrations = new Map(
      Object.entries(functions).map(([name, { lambda }]) => {
        const scopePermissionToRoute = name === apiRoutes.$default.function;
        return [name, new HttpLambdaIntegration(name, lambda, { scopePermissionToRoute })];
      }),
    );
    for (const [route, { function: name, roles }] of Object.entries(apiRoutes)) {
      const integration = integrations.get(name);
      if (integration === undefined) throw new Error(`No function ${name} serves ${route}`);
      const added = new HttpRoute(this, `Route ${route.replaceAll('/', ' ')}`, {
        httpApi: api,
        routeKey: routeKey(route),
        integration,
        authorizer: roles === 'anyone' ? new HttpNoneAuthorizer() : authorizer,
      });
      if (roles === 'anyone') {
        Validations.of(added).acknowledge({
          id: 'AwsSolutions::AwsSolutions-APIG4',
          reason: 'Returns only what the public documentation states',
        });
      }
    }
  }

  /**
   * Every request to the gateway, also those that it answered itself: throttled, or too large for a function. With this
   * prefix the log groups of many APIs do not fill the account's resource policy (CloudWatch Logs user guide, "Logs
   * sent to CloudWatch Logs", 5,120 characters).
   */
  private createAccessLog(): LogGroup {
    const { settings } = this.#props;
    return new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/vendedlogs/posthorn/${settings.stage}/api`,
      encryptionKey: encryptionKey(this, settings),
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: removalPolicyOf(settings),
    });
  }

  /** Authorizes every request anew: a cached result would outlive a revoked key. The function caches for seconds. */
  private createAuthorizer(): HttpLambdaAuthorizer {
    return new HttpLambdaAuthorizer('Authorizer', authorizeRequest(this, this.#props).lambda, {
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: [],
      resultsCacheTtl: Duration.seconds(0),
    });
  }

  /** The job that purges after deletions, and the sweep for those whose message got lost. */
  private createPurgeQueue(): WorkQueue {
    const { settings, bundles, table, delivery } = this.#props;
    const timeout = Duration.seconds(60);
    const queue = new WorkQueue(this, 'PurgeQueue', { settings, name: 'purge-deleted', consumerTimeout: timeout });
    const worker = new ServiceFunction(this, 'Purge', {
      settings,
      bundles,
      name: 'purge-deleted',
      description: 'Removes the remaining data of deleted spaces and webhooks',
      timeout,
      memorySize: 256,
      environment: {
        TABLE_NAME: (self) => table.grant(self, purgeActions),
        RETENTION_DAYS: String(settings.retentionDays),
        PURGE_QUEUE_URL: (self) => queue.grantSend(self),
        LANES_ARN: (self) => delivery.lanes.grantStart(self),
      },
    });
    queue.addConsumer(worker, { batchSize: 1, maxConcurrency: 5 });
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
}

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
