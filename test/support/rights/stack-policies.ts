import { type Call, type Decision, decide, listOf, type Statement } from './policy.ts';
import { type Deployment, resolvedResources, type StackTemplate } from './resolved-template.ts';

/** Whom a stack's own policies let do what, with every reference resolved. */
export type StackPolicies = Readonly<{
  /** The ARN of each function's role, by the function's name. */
  roles: ReadonlyMap<string, string>;
  /** What each role may do, by its ARN. */
  identity: ReadonlyMap<string, readonly Statement[]>;
  /** The policies of queues, topics, the bus and the functions, by their ARNs. */
  resource: ReadonlyMap<string, readonly Statement[]>;
  /** What AWS itself does for the stack: writes logs, polls queues, matches rules, raises alarms, serves the API. */
  serviceCalls: readonly Call[];
}>;

type PolicyDocument = Readonly<{ Statement: readonly Statement[] }>;
type Resources = ReturnType<typeof resolvedResources>;

/** Reads all of it from the template as it was synthesized. */
export function readStackPolicies(template: StackTemplate, deployment: Deployment): StackPolicies {
  const resources = resolvedResources(template, deployment);
  return {
    roles: new Map(
      resources
        .ofType<{ FunctionName: string; Role: string }>('AWS::Lambda::Function')
        .map(({ FunctionName, Role }) => [FunctionName, Role]),
    ),
    identity: grouped(identityPolicies(resources)),
    resource: grouped(resourcePolicies(resources)),
    serviceCalls: serviceCalls(resources, deployment),
  };
}

/** What the stack's policies say to a call: those of the caller, if it is one of its roles, and of what is called. */
export function decideByStack({ identity, resource }: StackPolicies, call: Call): Decision {
  return decide(call, {
    identity: 'role' in call.caller ? (identity.get(call.caller.role) ?? []) : [],
    resource: resource.get(call.resource) ?? [],
  });
}

type Owned = readonly [owner: string, statements: readonly Statement[]];

function identityPolicies(resources: Resources): readonly Owned[] {
  type Policy = { Roles: readonly string[]; PolicyDocument: PolicyDocument };
  type Role = { Policies?: readonly { PolicyDocument: PolicyDocument }[] };
  const { account } = resources;
  return [
    ...resources
      .ofType<Policy>('AWS::IAM::Policy')
      .flatMap(({ Roles, PolicyDocument }) =>
        Roles.map((role) => [`arn:aws:iam::${account}:role/${role}`, PolicyDocument.Statement] as const),
      ),
    ...resources
      .ofType<Role>('AWS::IAM::Role')
      .map(({ arn, Policies = [] }) => [arn, Policies.flatMap((one) => one.PolicyDocument.Statement)] as const),
  ];
}

function resourcePolicies(resources: Resources): readonly Owned[] {
  type Queues = { Queues: readonly string[]; PolicyDocument: PolicyDocument };
  type Topics = { Topics: readonly string[]; PolicyDocument: PolicyDocument };
  type Permission = { Action: string; FunctionName: string; Principal: string; SourceArn: string };
  return [
    ...resources
      .ofType<Queues>('AWS::SQS::QueuePolicy')
      .flatMap(({ Queues, PolicyDocument }) =>
        Queues.map((url) => [resources.queueArn(url), PolicyDocument.Statement] as const),
      ),
    ...resources
      .ofType<Topics>('AWS::SNS::TopicPolicy')
      .flatMap(({ Topics, PolicyDocument }) => Topics.map((arn) => [arn, PolicyDocument.Statement] as const)),
    ...resources
      .ofType<{ Policy: PolicyDocument }>('AWS::Events::EventBus')
      .map(({ arn, Policy }) => [arn, Policy.Statement] as const),
    ...resources.ofType<Permission>('AWS::Lambda::Permission').map((permission) => {
      const { Action, FunctionName: Resource, Principal: Service, SourceArn } = permission;
      const Condition = { ArnLike: { 'aws:SourceArn': SourceArn } };
      return [Resource, [{ Effect: 'Allow', Action, Resource, Principal: { Service }, Condition }]] as const;
    }),
  ];
}

function grouped(owned: readonly Owned[]): ReadonlyMap<string, readonly Statement[]> {
  const found = new Map<string, Statement[]>();
  for (const [owner, statements] of owned) found.set(owner, [...(found.get(owner) ?? []), ...statements]);
  return found;
}

function serviceCalls(resources: Resources, { account, region }: Deployment): readonly Call[] {
  type Function = { FunctionName: string; Role: string; LoggingConfig: { LogGroup: string } };
  type Mapping = {
    FunctionName: string;
    EventSourceArn: string;
    DestinationConfig?: { OnFailure: { Destination: string } };
  };
  type Target = { Arn: string; DeadLetterConfig?: { Arn: string } };
  type Alarm = { AlarmActions?: readonly string[]; OKActions?: readonly string[] };
  type StateMachine = { RoleArn: string; DefinitionString: string };
  type Route = { ApiId: string; RouteKey: string; Target: string };
  const functions = resources.ofType<Function>('AWS::Lambda::Function');
  const by = (service: string, call: { action: string; resource: string; sourceArn: string }): Call => ({
    caller: { service },
    action: call.action,
    resource: call.resource,
    context: { 'aws:SourceArn': call.sourceArn, 'aws:SourceAccount': account },
  });
  const invocation = (functionArn: string, source: string) =>
    by('apigateway.amazonaws.com', {
      action: 'lambda:InvokeFunction',
      resource: functionArn,
      sourceArn: `arn:aws:execute-api:${region}:${account}:${source}`,
    });
  const integrations = new Map(
    resources.ofType<{ IntegrationUri: string }>('AWS::ApiGatewayV2::Integration').map((one) => [one.physicalId, one]),
  );
  return [
    ...functions.flatMap(({ Role: role, LoggingConfig: { LogGroup } }) =>
      ['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) => ({
        caller: { role },
        action,
        resource: `arn:aws:logs:${region}:${account}:log-group:${LogGroup}:log-stream:any`,
      })),
    ),
    // What Lambda does to poll a queue or a stream (Lambda developer guide, "Configuring your queue to use with Lambda" and
    // "Using Lambda with DynamoDB"), and with what was given up.
    ...resources.ofType<Mapping>('AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
      const worker = functions.find((one) => one.FunctionName === mapping.FunctionName);
      return pollerCalls(mapping).map((call) => ({ caller: { role: worker?.Role ?? '' }, ...call }));
    }),
    ...resources
      .ofType<{ Targets: readonly Target[] }>('AWS::Events::Rule')
      .flatMap(({ arn: sourceArn, Targets }) =>
        Targets.flatMap(({ Arn, DeadLetterConfig }) => [Arn, ...(DeadLetterConfig ? [DeadLetterConfig.Arn] : [])]).map(
          (resource) => by('events.amazonaws.com', { action: 'sqs:SendMessage', resource, sourceArn }),
        ),
      ),
    ...resources
      .ofType<Alarm>('AWS::CloudWatch::Alarm')
      .flatMap(({ arn: sourceArn, AlarmActions, OKActions }) =>
        [...(AlarmActions ?? []), ...(OKActions ?? [])].map((resource) =>
          by('cloudwatch.amazonaws.com', { action: 'sns:Publish', resource, sourceArn }),
        ),
      ),
    ...resources
      .ofType<StateMachine>('AWS::StepFunctions::StateMachine')
      .flatMap(({ RoleArn: role, DefinitionString }) =>
        [...DefinitionString.matchAll(/"(arn:aws:lambda:[^"]+)"/g)].map(([, resource = '']) => ({
          caller: { role },
          action: 'lambda:InvokeFunction',
          resource,
        })),
      ),
    ...resources.ofType<Route>('AWS::ApiGatewayV2::Route').map(({ ApiId, RouteKey, Target }) => {
      const integration = integrations.get(Target.replace('integrations/', ''));
      // Of a route without a path its key comes alone: `<api>/<stage>/$default`.
      return invocation(integration?.IntegrationUri ?? Target, `${ApiId}/$default/${RouteKey.replace(' ', '')}`);
    }),
    ...resources
      .ofType<{ ApiId: string; AuthorizerUri: string }>('AWS::ApiGatewayV2::Authorizer')
      .map(({ ApiId, AuthorizerUri, physicalId }) =>
        invocation(AuthorizerUri.match(/arn:aws:lambda:[^/]+/)?.[0] ?? '', `${ApiId}/authorizers/${physicalId}`),
      ),
  ];
}

function pollerCalls({
  EventSourceArn: resource,
  DestinationConfig,
}: Readonly<{ EventSourceArn: string; DestinationConfig?: { OnFailure: { Destination: string } } }>) {
  if (resource.startsWith('arn:aws:sqs:')) {
    return ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((name) => ({
      action: `sqs:${name}`,
      resource,
    }));
  }
  return [
    ...['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => ({
      action: `dynamodb:${name}`,
      resource,
    })),
    ...(DestinationConfig ? [{ action: 'sqs:SendMessage', resource: DestinationConfig.OnFailure.Destination }] : []),
  ];
}

/** What a policy's statements allow one by one: each action on each resource. */
export function grantsOf(statements: readonly Statement[]): readonly Statement[] {
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((statement) =>
      listOf(statement.Action).flatMap((Action) =>
        listOf(statement.Resource).map((Resource) => ({ ...statement, Action, Resource })),
      ),
    );
}
