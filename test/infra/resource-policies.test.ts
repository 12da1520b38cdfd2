import { describe, expect, test } from '@jest/globals';
import { synthesizeStack } from './synthesized-stack.ts';
import { refersTo, resourcesOf } from './template-queries.ts';

/**
 * A resource's own policy replaces what AWS would allow without one. That they let through what AWS does for the stack is in
 * `service-rights.test.ts`.
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

  test('deny nothing but plain HTTP', () => {
    for (const { id } of topics) expect(denialsOn('AWS::SNS::TopicPolicy', id)).toEqual([plainHttp]);
  });
});

describe('queues', () => {
  const queues = resourcesOf(template, 'AWS::SQS::Queue');

  test('deny nothing but plain HTTP', () => {
    for (const { id } of queues) expect(denialsOn('AWS::SQS::QueuePolicy', id)).toEqual([plainHttp]);
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
