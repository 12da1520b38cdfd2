import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { isProduction, type StageSettings } from '../stage-settings.ts';

export type ServiceFunctionProps = Readonly<{
  settings: StageSettings;
  /** Folder that holds the bundles, as {@link bundleFunctions} made it. */
  bundles: string;
  /** The function's folder in `functions/`. */
  name: string;
  description: string;
  timeout: Duration;
  /** MB; CPU grows with it (Lambda developer guide). */
  memorySize: number;
}>;

/**
 * The house function: Node 24 on arm64, its own role and log group, and no right but those it is given.
 * Whoever gives it a resource sets the variable and the permission in one call, so that they cannot drift apart.
 */
export class ServiceFunction extends Construct {
  readonly lambda: LambdaFunction;
  readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { settings, name } = props;
    const functionName = `posthorn-${settings.stage}-${name}`;
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/posthorn/${settings.stage}/${name}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: isProduction(settings) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
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
      logGroup,
      role: new Role(this, 'Role', {
        assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
        description: `What ${functionName} may do`,
      }),
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: name,
        POWERTOOLS_LOG_LEVEL: settings.logLevel,
        POWERTOOLS_METRICS_NAMESPACE: 'Posthorn',
      },
    });
    logGroup.grantWrite(this.lambda);
  }

  /** Sets a variable of the function's environment. */
  set(variable: string, value: string): void {
    this.lambda.addEnvironment(variable, value);
  }

  /** Allows actions on resources named one by one. */
  allow({ actions, resources }: Readonly<{ actions: readonly string[]; resources: readonly string[] }>): void {
    this.lambda.addToRolePolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
    );
  }
}
