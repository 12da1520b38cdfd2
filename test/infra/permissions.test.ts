import { describe, expect, test } from '@jest/globals';
import { synthesizeStack } from './synthesized-stack.ts';
import { type Resource, refersTo, resourcesOf } from './template-queries.ts';

type Statement = Readonly<{
  Sid?: string;
  Effect: string;
  Action: string | readonly string[];
  Resource: unknown;
  Principal?: unknown;
  Condition?: unknown;
}>;

const { template } = synthesizeStack();

const onTable = (...actions: readonly string[]) => actions.map((action) => `dynamodb:${action} table`);
const consumes = (queue: string) =>
  ['ChangeMessageVisibility', 'DeleteMessage', 'GetQueueAttributes', 'GetQueueUrl', 'ReceiveMessage'].map(
    (action) => `sqs:${action} ${queue}`,
  );
const sends = (queue: string) => `sqs:SendMessage ${queue}`;
const queriesIndex = 'dynamodb:Query table index';
const opensSecrets = 'secretsmanager:GetSecretValue keyring';
const putsEvents = 'events:PutEvents bus';
const startsLanes = 'states:StartExecution lanes';
const configures = [
  ...onTable('ConditionCheckItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'),
  opensSecrets,
  putsEvents,
];
const attempts = [
  ...onTable('BatchGetItem', 'GetItem', 'PartiQLDelete', 'PartiQLInsert', 'PartiQLUpdate', 'PutItem', 'UpdateItem'),
  opensSecrets,
  putsEvents,
  startsLanes,
  sends('retries'),
];

const busArn = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':events:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      ':event-bus/posthorn-prod',
    ],
  ],
};

/**
 * What each function may do, action by action. A right more or less than here fails: whoever needs another adds it here,
 * where a reviewer sees it. Every function may write its own log group besides.
 */
const rights: Readonly<Record<string, readonly string[]>> = {
  'accept-event': [...onTable('GetItem', 'PutItem'), putsEvents, opensSecrets],
  'authorize-request': [...onTable('BatchGetItem', 'GetItem'), 'secretsmanager:GetSecretValue admin key'],
  'clear-away': [
    ...onTable('BatchGetItem', 'BatchWriteItem', 'PutItem', 'Query', 'UpdateItem'),
    ...consumes('clear-away'),
    sends('clear-away'),
    startsLanes,
  ],
  'describe-api': [],
  'dispatch-delivery': [...attempts, ...consumes('deliveries')],
  'escalate-failure': [
    ...onTable('GetItem', 'PutItem'),
    queriesIndex,
    ...consumes('escalations'),
    'ses:SendEmail configuration-set/ from posthorn@example.com',
    // A recipient may be an identity of the account, and SES then asks for the right on that one too.
    'ses:SendEmail identity/* from posthorn@example.com',
  ],
  'fan-out-event': [
    ...onTable('BatchGetItem', 'GetItem', 'PartiQLInsert', 'PutItem', 'Query'),
    ...consumes('events'),
    sends('events'),
    sends('deliveries'),
    sends('rejected-events'),
  ],
  'manage-event-types': configures,
  'manage-keys': configures.filter((right) => right !== 'dynamodb:UpdateItem table'),
  'manage-notifications': configures,
  'manage-rules': configures,
  'manage-scorecards': configures,
  'manage-spaces': [...configures, sends('clear-away')],
  'manage-webhooks': [...configures, ...onTable('BatchGetItem'), startsLanes, sends('clear-away')],
  'read-deliveries': onTable('BatchGetItem', 'GetItem', 'Query'),
  'reconcile-lanes': [
    ...onTable('BatchGetItem', 'PutItem', 'Query'),
    queriesIndex,
    ...consumes('reconciliations'),
    startsLanes,
  ],
  'release-deliveries': [
    ...onTable('BatchGetItem', 'GetItem', 'PartiQLDelete', 'PartiQLInsert', 'PartiQLUpdate', 'PutItem', 'Query'),
    sends('retries'),
    putsEvents,
    startsLanes,
  ],
  'resend-deliveries': [
    ...onTable('BatchGetItem', 'GetItem', 'PartiQLInsert', 'PartiQLUpdate', 'PutItem', 'Query'),
    opensSecrets,
    sends('retries'),
    startsLanes,
  ],
  'retry-delivery': [...attempts, ...consumes('retries')],
  'test-webhook': [...onTable('GetItem'), opensSecrets],
};

test.each(functionsOf())('$name may do what it needs and nothing else', ({ name, role }) => {
  const actions = statementsOf(role).flatMap(rightsOf);
  expect(actions.filter((right) => !right.startsWith('logs:')).sort()).toEqual([...(rights[name] ?? [])].sort());
  const ownLogs = actions.filter((right) => right.startsWith('logs:'));
  expect(ownLogs.sort()).toEqual([`logs:CreateLogStream ${name}`, `logs:PutLogEvents ${name}`]);
});

test('nobody but Lambda takes a role of a function', () => {
  for (const { role } of functionsOf()) {
    expect(role?.properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    });
  }
});

describe('the bus', () => {
  const policyOf = (from: typeof template) => {
    expect(resourcesOf(from, 'AWS::Events::EventBusPolicy')).toEqual([]);
    return resourcesOf(from, 'AWS::Events::EventBus').flatMap(
      ({ properties }) => (properties.Policy as { Statement: Statement[] }).Statement,
    );
  };

  test('denies our name to everybody but the functions that tell results', () => {
    const [denied, ...others] = policyOf(template);
    expect(others).toEqual([]);
    expect(denied).toEqual({
      Sid: expect.any(String),
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Action: 'events:PutEvents',
      Resource: busArn,
      Condition: {
        'ForAnyValue:StringEquals': { 'events:source': 'posthorn' },
        ArnNotEquals: { 'aws:PrincipalArn': expect.anything() },
      },
    });
    const tellers = functionsOf().filter(({ role }) => role && refersTo(denied?.Condition, role.id));
    // The API's events have a name of their own on the bus.
    const publishers = Object.keys(rights).filter((name) => rights[name]?.includes(putsEvents));
    expect(tellers.map(({ name }) => name).sort()).toEqual(publishers.filter((name) => name !== 'accept-event').sort());
  });

  test('takes events of other accounts, under any name but ours', () => {
    const [denied, allowed, ...others] = policyOf(synthesizeStack({ producerAccounts: ['210987654321'] }).template);
    expect(others).toEqual([]);
    expect(denied).toEqual(policyOf(template)[0]);
    expect(allowed).toEqual({
      Sid: expect.any(String),
      Effect: 'Allow',
      Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::210987654321:root']] } },
      Action: 'events:PutEvents',
      Resource: busArn,
      Condition: { 'ForAllValues:StringNotEquals': { 'events:source': 'posthorn' } },
    });
  });
});

test('a function in a network of ours cannot use what Lambda may do there in its name', () => {
  const fixed = synthesizeStack({ staticEgress: true }).template;
  const network = resourcesOf(fixed, 'AWS::IAM::Policy').filter(({ id }) => id.includes('Network'));
  expect(network.length).toBeGreaterThan(0);
  for (const { properties } of network) {
    const { Statement } = properties.PolicyDocument as { Statement: readonly Statement[] };
    const [allowed, denied] = Statement;
    expect(denied).toMatchObject({
      Effect: 'Deny',
      Action: allowed?.Action,
      Condition: { ArnEquals: expect.anything() },
    });
  }
});

function functionsOf() {
  return resourcesOf(template, 'AWS::Lambda::Function').map(({ properties }) => ({
    name: String(properties.FunctionName).replace('posthorn-prod-', ''),
    role: resourcesOf(template, 'AWS::IAM::Role').find(({ id }) => refersTo(properties.Role, id)),
  }));
}

function statementsOf(role: Resource | undefined): readonly Statement[] {
  const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(
    ({ properties }) => role && refersTo(properties.Roles, role.id),
  );
  return policies.flatMap(({ properties }) => (properties.PolicyDocument as { Statement: Statement[] }).Statement);
}

function rightsOf({ Effect, Action, Resource, Condition }: Statement): readonly string[] {
  expect(Effect).toBe('Allow');
  const resources = Array.isArray(Resource) ? Resource : [Resource];
  return [Action]
    .flat()
    .flatMap((action) => resources.map((resource) => `${action} ${nameOf(resource)}${limitsOf(Condition)}`));
}

/** The one kind of condition that a right has: any other shows as it is, and as wrong. */
function limitsOf(condition: unknown): string {
  if (condition === undefined) return '';
  const text = JSON.stringify(condition);
  const [, sender] = text.match(/^{"StringEquals":{"ses:FromAddress":"([^"]+)"}}$/) ?? [];
  return sender === undefined ? ` if ${text}` : ` from ${sender}`;
}

/** The plain name of what an ARN in the template stands for. */
function nameOf(resource: unknown): string {
  const isMeant = ({ id }: Resource) => refersTo(resource, id);
  const queue = resourcesOf(template, 'AWS::SQS::Queue').find(isMeant);
  if (queue) return String(queue.properties.QueueName).replace('posthorn-prod-', '');
  const logs = resourcesOf(template, 'AWS::Logs::LogGroup').find(isMeant);
  if (logs) return String(logs.properties.LogGroupName).replace('/posthorn/prod/', '');
  const secret = resourcesOf(template, 'AWS::SecretsManager::Secret').find(isMeant);
  if (secret) return String(secret.properties.Description).startsWith('Admin key') ? 'admin key' : 'keyring';
  if (resourcesOf(template, 'AWS::DynamoDB::Table').some(isMeant)) {
    return JSON.stringify(resource).includes('/index/') ? 'table index' : 'table';
  }
  if (resourcesOf(template, 'AWS::Events::EventBus').some(isMeant)) return 'bus';
  const text = JSON.stringify(resource);
  if (text.includes(':stateMachine:')) return 'lanes';
  return text.match(/:(identity\/[^"]+|configuration-set\/)/)?.[1] ?? text;
}
