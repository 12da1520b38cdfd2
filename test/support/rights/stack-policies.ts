import * as z from 'zod';
import { type Call, type Decision, decide, listOf, type Statement, statement } from './policy.ts';
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

const policyDocument = z.object({ Statement: z.array(statement) });
const texts = z.array(z.string());
type Resources = ReturnType<typeof resolvedResources>;

/** Reads all of it from the template as it was synthesized. */
export function readStackPolicies(template: StackTemplate, deployment: Deployment): StackPolicies {
  const resources = resolvedResources(template, deployment);
  return {
    roles: new Map(
      resources
        .ofType('AWS::Lambda::Function', z.object({ FunctionName: z.string(), Role: z.string() }))
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
  const policy = z.object({ Roles: texts, PolicyDocument: policyDocument });
  const role = z.object({ Policies: z.array(z.object({ PolicyDocument: policyDocument })).default([]) });
  const { account } = resources;
  return [
    ...resources
      .ofType('AWS::IAM::Policy', policy)
      .flatMap(({ Roles, PolicyDocument }) =>
        Roles.map((name) => [`arn:aws:iam::${account}:role/${name}`, PolicyDocument.Statement] as const),
      ),
    ...resources
      .ofType('AWS::IAM::Role', role)
      .map(({ arn, Policies }) => [arn, Policies.flatMap((one) => one.PolicyDocument.Statement)] as const),
  ];
}

function resourcePolicies(resources: Resources): readonly Owned[] {
  const ofQueues = z.object({ Queues: texts, PolicyDocument: policyDocument });
  const ofTopics = z.object({ Topics: texts, PolicyDocument: policyDocument });
  const invocation = z.object({
    Action: z.string(),
    FunctionName: z.string(),
    Principal: z.string(),
    SourceArn: z.string(),
  });
  return [
    ...resources
      .ofType('AWS::SQS::QueuePolicy', ofQueues)
      .flatMap(({ Queues, PolicyDocument }) =>
        Queues.map((url) => [resources.queueArn(url), PolicyDocument.Statement] as const),
      ),
    ...resources
      .ofType('AWS::SNS::TopicPolicy', ofTopics)
      .flatMap(({ Topics, PolicyDocument }) => Topics.map((arn) => [arn, PolicyDocument.Statement] as const)),
    ...resources
      .ofType('AWS::Events::EventBus', z.object({ Policy: policyDocument }))
      .map(({ arn, Policy }) => [arn, Policy.Statement] as const),
    ...resources.ofType('AWS::Lambda::Permission', invocation).map((permission) => {
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

const functionProperties = z.object({
  FunctionName: z.string(),
  Role: z.string(),
  LoggingConfig: z.object({ LogGroup: z.string() }),
});
const mappingProperties = z.object({
  FunctionName: z.string(),
  EventSourceArn: z.string(),
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: z.string() }) }).optional(),
});
const target = z.object({ Arn: z.string(), DeadLetterConfig: z.object({ Arn: z.string() }).optional() });
const alarm = z.object({ AlarmActions: texts.default([]), OKActions: texts.default([]) });
const stateMachine = z.object({ RoleArn: z.string(), DefinitionString: z.string() });
const route = z.object({ ApiId: z.string(), RouteKey: z.string(), Target: z.string() });

function serviceCalls(resources: Resources, { account, region }: Deployment): readonly Call[] {
  const functions = resources.ofType('AWS::Lambda::Function', functionProperties);
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
    resources
      .ofType('AWS::ApiGatewayV2::Integration', z.object({ IntegrationUri: z.string() }))
      .map((one) => [one.physicalId, one]),
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
    ...resources.ofType('AWS::Lambda::EventSourceMapping', mappingProperties).flatMap((mapping) => {
      const worker = functions.find((one) => one.FunctionName === mapping.FunctionName);
      return pollerCalls(mapping).map((call) => ({ caller: { role: worker?.Role ?? '' }, ...call }));
    }),
    ...resources
      .ofType('AWS::Events::Rule', z.object({ Targets: z.array(target) }))
      .flatMap(({ arn: sourceArn, Targets }) =>
        Targets.flatMap(({ Arn, DeadLetterConfig }) => [Arn, ...(DeadLetterConfig ? [DeadLetterConfig.Arn] : [])]).map(
          (resource) => by('events.amazonaws.com', { action: 'sqs:SendMessage', resource, sourceArn }),
        ),
      ),
    ...resources
      .ofType('AWS::CloudWatch::Alarm', alarm)
      .flatMap(({ arn: sourceArn, AlarmActions, OKActions }) =>
        [...AlarmActions, ...OKActions].map((resource) =>
          by('cloudwatch.amazonaws.com', { action: 'sns:Publish', resource, sourceArn }),
        ),
      ),
    ...resources
      .ofType('AWS::StepFunctions::StateMachine', stateMachine)
      .flatMap(({ RoleArn: role, DefinitionString }) =>
        [...DefinitionString.matchAll(/"(arn:aws:lambda:[^"]+)"/g)].map(([, resource = '']) => ({
          caller: { role },
          action: 'lambda:InvokeFunction',
          resource,
        })),
      ),
    ...resources.ofType('AWS::ApiGatewayV2::Route', route).map(({ ApiId, RouteKey, Target }) => {
      const integration = integrations.get(Target.replace('integrations/', ''));
      // Of a route without a path its key comes alone: `<api>/<stage>/$default`.
      return invocation(integration?.IntegrationUri ?? Target, `${ApiId}/$default/${RouteKey.replace(' ', '')}`);
    }),
    ...resources
      .ofType('AWS::ApiGatewayV2::Authorizer', z.object({ ApiId: z.string(), AuthorizerUri: z.string() }))
      .map(({ ApiId, AuthorizerUri, physicalId }) =>
        invocation(AuthorizerUri.match(/arn:aws:lambda:[^/]+/)?.[0] ?? '', `${ApiId}/authorizers/${physicalId}`),
      ),
  ];
}

function pollerCalls({ EventSourceArn: resource, DestinationConfig }: z.output<typeof mappingProperties>) {
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
