import { describe, expect, test } from '@jest/globals';
import { everyOption, synthesizeStack } from './synthesized-stack.ts';
import { refersTo, resourcesIn, resourcesOf, type Statement, statementsIn } from './template-queries.ts';

const plainHttp = expect.objectContaining({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } });

/**
 * A resource's own policy replaces what AWS would allow without one. That they let through what AWS does for the stack is in
 * `service-rights.test.ts`.
 */
describe.each([
  ['the least settings', synthesizeStack().template],
  ['every option', synthesizeStack(everyOption).template],
])('with %s', (_, template) => {
  describe('alarm topics', () => {
    const topics = resourcesOf(template, 'AWS::SNS::Topic');

    test('deny nothing but plain HTTP', () => {
      for (const { id } of topics) expect(denialsOn('AWS::SNS::TopicPolicy', id)).toEqual([plainHttp]);
    });

    test('have a name for every statement, or SNS refuses the policy', () => {
      for (const { id } of topics) {
        const names = statementsOn('AWS::SNS::TopicPolicy', id).map(({ Sid }) => Sid);
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) expect(name).toEqual(expect.any(String));
      }
    });
  });

  describe('queues', () => {
    const queues = resourcesOf(template, 'AWS::SQS::Queue');

    test('deny nothing but plain HTTP', () => {
      for (const { id } of queues) expect(denialsOn('AWS::SQS::QueuePolicy', id)).toEqual([plainHttp]);
    });
  });

  test('there is no resource with a policy of its own that these tests do not read', () => {
    const types = Object.values(resourcesIn(template));
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

  function statementsOn(policyType: string, resourceId: string): readonly Statement[] {
    return resourcesOf(template, policyType)
      .filter(({ properties }) => refersTo(properties.Topics ?? properties.Queues, resourceId))
      .flatMap(({ properties }) => statementsIn(properties.PolicyDocument));
  }

  function denialsOn(policyType: string, resourceId: string): readonly Statement[] {
    return statementsOn(policyType, resourceId).filter(({ Effect }) => Effect !== 'Allow');
  }
});
