import { describe, expect, test } from '@jest/globals';
import { synthesizeStack } from './synthesized-stack.ts';
import { refersTo, resourcesOf } from './template-queries.ts';

const account = { Ref: 'AWS::AccountId' };

/**
 * A resource's own policy replaces what AWS would allow without one. These are read for what they must let through; what
 * functions may do by their own roles is in `permissions.test.ts`.
 */
const { template } = synthesizeStack({ alarmEmail: 'platform@example.com' });

type Statement = Readonly<{
  Effect: string;
  Action: string | readonly string[];
  Principal?: unknown;
  Resource: unknown;
  Condition?: Readonly<Record<string, unknown>>;
}>;

describe('alarm topics', () => {
  const topics = resourcesOf(template, 'AWS::SNS::Topic');
  const told = resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(({ id, properties }) =>
    [properties.AlarmActions, properties.OKActions].flat().map((action) => ({ alarm: id, action })),
  );

  test.each(told)('$alarm may publish to its topic $action', ({ action }) => {
    const topic = topics.find(({ id }) => refersTo(action, id));
    expect(topic).toBeDefined();
    const publishers = statementsOn('AWS::SNS::TopicPolicy', topic?.id ?? '').filter(
      ({ Effect, Action }) => Effect === 'Allow' && [Action].flat().includes('sns:Publish'),
    );
    expect(publishers).toEqual([
      expect.objectContaining({
        Principal: { Service: 'cloudwatch.amazonaws.com' },
        Resource: { Ref: topic?.id },
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    ]);
  });

  test('deny nothing but plain HTTP', () => {
    for (const { id } of topics) expect(denialsOn('AWS::SNS::TopicPolicy', id)).toEqual([plainHttp]);
  });
});

describe('queues', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');

  test('deny nothing but plain HTTP', () => {
    for (const { id } of queues) expect(denialsOn('AWS::SQS::QueuePolicy', id)).toEqual([plainHttp]);
  });

  test('take what each rule of EventBridge sends there, and what it could not send', () => {
    const sent = resourcesOf(template, 'AWS::Events::Rule').flatMap(({ id, properties }) =>
      (properties.Targets as { Arn: unknown; DeadLetterConfig?: { Arn: unknown } }[]).flatMap(
        ({ Arn, DeadLetterConfig }) => [
          { rule: id, to: Arn },
          { rule: id, to: DeadLetterConfig?.Arn },
        ],
      ),
    );
    expect(sent.length).toBeGreaterThan(0);
    for (const { rule, to } of sent) {
      const queue = queues.find(({ id }) => refersTo(to, id));
      const allowed = statementsOn('AWS::SQS::QueuePolicy', queue?.id ?? '').some(
        ({ Effect, Principal, Action, Condition }) =>
          Effect === 'Allow' &&
          JSON.stringify(Principal) === '{"Service":"events.amazonaws.com"}' &&
          [Action].flat().includes('sqs:SendMessage') &&
          refersTo(Condition?.ArnEquals, rule),
      );
      expect({ rule, queue: queue?.id, allowed }).toEqual({ rule, queue: expect.any(String), allowed: true });
    }
  });
});

describe('functions', () => {
  test('may be invoked by every route and the authorizer of the API', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission');
    const called = [
      ...resourcesOf(template, 'AWS::ApiGatewayV2::Integration').map(({ properties }) => properties.IntegrationUri),
      ...resourcesOf(template, 'AWS::ApiGatewayV2::Authorizer').map(({ properties }) => properties.AuthorizerUri),
    ];
    expect(called.length).toBeGreaterThan(0);
    for (const uri of called) {
      const target = resourcesOf(template, 'AWS::Lambda::Function').find(({ id }) => refersTo(uri, id));
      const granted = permissions.filter(({ properties }) => refersTo(properties.FunctionName, target?.id ?? ''));
      expect(granted.length).toBeGreaterThan(0);
      for (const { properties } of granted) expect(properties.Principal).toBe('apigateway.amazonaws.com');
    }
  });
});

test('there is no resource with a policy of its own that these tests do not read', () => {
  const types = Object.values(template.toJSON().Resources as Record<string, { Type: string; Properties?: object }>);
  const withPolicy = types.filter(({ Type, Properties = {} }) => {
    const isAttached = /Policy$/.test(Type) && Type !== 'AWS::IAM::Policy';
    const isOwn = ['Policy', 'ResourcePolicy', 'KeyPolicy', 'PolicyDocument'].some((name) => name in Properties);
    return isAttached || (isOwn && !Type.startsWith('AWS::IAM::'));
  });
  // The bus's own is in permissions.test.ts.
  expect([...new Set(withPolicy.map(({ Type }) => Type))].sort()).toEqual([
    'AWS::Events::EventBus',
    'AWS::SNS::TopicPolicy',
    'AWS::SQS::QueuePolicy',
  ]);
});

const plainHttp = expect.objectContaining({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } });

function statementsOn(policyType: string, resourceId: string): readonly Statement[] {
  return resourcesOf(template, policyType)
    .filter(({ properties }) => refersTo(properties.Topics ?? properties.Queues, resourceId))
    .flatMap(({ properties }) => (properties.PolicyDocument as { Statement: Statement[] }).Statement);
}

function denialsOn(policyType: string, resourceId: string): readonly Statement[] {
  return statementsOn(policyType, resourceId).filter(({ Effect }) => Effect !== 'Allow');
}
