import { join } from 'node:path';
import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionName, VariableOf } from '../function-environments.ts';
import type { StageSettings } from '../stage-settings.ts';
import { encryptionKey } from './encryption-key.ts';
import { removalPolicyOf } from './removal.ts';
import { ServiceAlarm } from './service-alarm.ts';
import type { StaticEgress } from './static-egress.ts';

/**
 * The variables that a function's schema asks for. What a resource's grant returns is the value of the variable that names
 * the resource, so that a function cannot know a resource without the permission to use it.
 */
export type FunctionEnvironment<Name extends FunctionName> = Readonly<Record<VariableOf<Name>, Variable>>;

type Variable = string | ((self: ServiceFunction) => string);

export type ServiceFunctionProps<Name extends FunctionName> = Readonly<{
  settings: StageSettings;
  /** Folder that holds the bundles, as {@link bundleFunctions} made it. */
  bundles: string;
  /** The function's folder in `functions/`. */
  name: Name;
  environment: FunctionEnvironment<Name>;
  description: string;
  timeout: Duration;
  /** MB; CPU grows with it (Lambda developer guide). */
  memorySize: number;
  /** The network of functions that send to customers, if the stage requires fixed addresses. */
  egress?: StaticEgress | undefined;
}>;

/** Of an IAM policy's statement. */
type Right = Readonly<{
  actions: readonly string[];
  resources: readonly string[];
  conditions?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}>;

/** What DynamoDB requires of a caller when a table has a key, SQS of both sides, and Secrets Manager of readers. */
const keyActions = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];
const keepers = ['dynamodb', 'secretsmanager', 'sqs'];

/** The calls with which Lambda, in the function's name, attaches it to a network (Lambda developer guide, VPC). */
const networkActions = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** The variables of every function. */
const commonEnvironment = ({ settings, name }: Pick<ServiceFunctionProps<FunctionName>, 'settings' | 'name'>) => ({
  NODE_OPTIONS: '--enable-source-maps',
  POWERTOOLS_SERVICE_NAME: name,
  POWERTOOLS_LOG_LEVEL: settings.logLevel,
  POWERTOOLS_METRICS_NAMESPACE: metricsNamespace(settings),
});

/** The house function: Node 24 on arm64, its own role and log group, and no right but those it is given. */
export class ServiceFunction<Name extends FunctionName = FunctionName> extends Construct {
  /** The function's folder in `functions/`. */
  readonly name: Name;
  readonly lambda: LambdaFunction;
  readonly role: Role;
  readonly timeout: Duration;
  readonly reservedConcurrency: number | undefined;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps<Name>) {
    super(scope, id);
    const { settings, name, egress } = props;
    const functionName = `posthorn-${settings.stage}-${name}`;
    const key = encryptionKey(this, settings);
    this.name = name;
    this.reservedConcurrency = settings.reservedConcurrency[name];
    const logGroup = this.createLogGroup(props, key);
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${functionName} may do`,
    });
    if (egress) egress.dependOnRights(networkRights(this.role, { scope: this, functionName }));
    this.timeout = props.timeout;
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(props.bundles, name)),
      handler: 'handler.handler',
      timeout: props.timeout,
      memorySize: props.memorySize,
      reservedConcurrentExecutions: this.reservedConcurrency,
      logGroup,
      // Our lines are JSON anyway; Lambda's own START, END and REPORT of every invocation would cost as much again.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      // With JSON, Lambda has a log level of its own (INFO by default), which overrides that of Powertools.
      applicationLogLevelV2: ApplicationLogLevel[settings.logLevel],
      role: this.role,
      ...(egress && { vpc: egress.vpc, securityGroups: [egress.securityGroup] }),
      environment: commonEnvironment(props),
    });
    logGroup.grantWrite(this.lambda);
    if (key !== undefined) this.allowUse(key);
    for (const [variable, value] of Object.entries<Variable>(props.environment)) {
      this.lambda.addEnvironment(variable, typeof value === 'string' ? value : value(this));
    }
    this.watch(props);
  }

  /** Allows actions on resources named one by one, under the conditions. */
  allow({ actions, resources, conditions = {} }: Right): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources], conditions }),
    );
  }

  private createLogGroup({ settings, name }: ServiceFunctionProps<Name>, encryptionKey: IKey | undefined): LogGroup {
    return new LogGroup(this, 'Logs', {
      logGroupName: `/posthorn/${settings.stage}/${name}`,
      encryptionKey,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: removalPolicyOf(settings),
    });
  }

  /** Lets the function use the key only through the services that encrypt data with it. */
  private allowUse({ keyArn }: IKey): void {
    const { region } = Stack.of(this);
    this.allow({
      actions: keyActions,
      resources: [keyArn],
      conditions: {
        StringEquals: { 'kms:ViaService': keepers.map((service) => `${service}.${region}.amazonaws.com`) },
      },
    });
  }

  private watch({ settings, name }: Pick<ServiceFunctionProps<Name>, 'settings' | 'name'>): void {
    const period = Duration.minutes(1);
    new ServiceAlarm(this, 'Errors', {
      settings,
      name: `${name}-errors`,
      severity: 'notice',
      meaning: `The function ${name} fails or times out.`,
      runbook: 'function-errors',
      metric: this.lambda.metricErrors({ period }),
      threshold: 0,
      periods: 3,
      outOf: 10,
    });
    new ServiceAlarm(this, 'Throttles', {
      settings,
      name: `${name}-throttles`,
      severity: 'page',
      meaning: `The function ${name} is throttled: the account has no free concurrency.`,
      runbook: 'function-throttles',
      metric: this.lambda.metricThrottles({ period }),
      threshold: 0,
      periods: 5,
      outOf: 10,
    });
  }
}

/** Refuses reserved concurrency for a function that is not below the construct; to be called after all are made. */
export function checkReservations(scope: Construct, { reservedConcurrency }: StageSettings): void {
  const functions = scope.node.findAll().filter((construct) => construct instanceof ServiceFunction);
  const names: readonly string[] = functions.map(({ name }) => name).sort();
  const unknown = Object.keys(reservedConcurrency).filter((name) => !names.includes(name));
  if (unknown.length === 0) return;
  throw new Error(
    `reservedConcurrency: there is no function ${unknown.join(' and no ')} (there are ${names.join(', ')})`,
  );
}

/** The namespace of the stage's own metrics; two stages in one account have separate ones. */
function metricsNamespace({ stage }: Pick<StageSettings, 'stage'>): string {
  return `Posthorn/${stage}`;
}

export type OwnMetric = Readonly<{
  /** The function that emits it. */
  service: string;
  metricName: string;
  period: Duration;
  /** `sum` by default. */
  statistic?: string;
  label?: string;
}>;

/** A metric of our own, as the named function emits it. */
export function ownMetric(
  settings: Pick<StageSettings, 'stage'>,
  { service, statistic = 'sum', ...metric }: OwnMetric,
): Metric {
  return new Metric({
    namespace: metricsNamespace(settings),
    dimensionsMap: { service },
    statistic,
    ...metric,
  });
}

/** Lets Lambda attach the function to the network and detach it, and denies the function's own code the same calls. */
function networkRights(
  role: Role,
  { scope, functionName }: Readonly<{ scope: Construct; functionName: string }>,
): Policy {
  const functionArn = Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: functionName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const network = new Policy(scope, 'Network', {
    roles: [role],
    statements: [
      new PolicyStatement({ actions: networkActions, resources: ['*'] }),
      new PolicyStatement({
        effect: Effect.DENY,
        actions: networkActions,
        resources: ['*'],
        conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
      }),
    ],
  });
  Validations.of(network).acknowledge({
    id: 'AwsSolutions::AwsSolutions-IAM5[Resource::*]',
    reason: 'EC2 knows no resource for these calls before they are made; the code of the function is denied them',
  });
  return network;
}
