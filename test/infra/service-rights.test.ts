import { describe, expect, test } from '@jest/globals';
import { concerns } from '../support/rights/policy.ts';
import type { StackTemplate } from '../support/rights/resolved-template.ts';
import { decideByStack, grantsOf, readStackPolicies } from '../support/rights/stack-policies.ts';
import { everyOption, synthesizeStack } from './synthesized-stack.ts';
import { resourcesIn } from './template-queries.ts';

const account = '123456789012';

/** The CDK's target of a rule lets EventBridge send as it lets everybody: with the rights to look the queue up. */
const givenByTheTarget: readonly string[] = ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl'];

describe.each([
  ['the least settings', {}],
  ['every option', everyOption],
])('what AWS does for the stack, with %s,', (_, options) => {
  const template = { Resources: resourcesIn(synthesizeStack(options).template) };
  const policies = readStackPolicies(template, { account, region: 'us-east-1', physicalId: namesOf(template) });
  // A topic of the platform's has a policy of the platform's.
  const calls = policies.serviceCalls.filter(({ resource }) => resource !== everyOption.pageTopicArn);

  test('is allowed: logs, queues, rules, alarms, lanes, every route and the authorizer', () => {
    for (const service of ['events', 'cloudwatch', 'apigateway']) {
      expect(calls).toContainEqual(expect.objectContaining({ caller: { service: `${service}.amazonaws.com` } }));
    }
    for (const action of ['logs:PutLogEvents', 'sqs:ReceiveMessage', 'lambda:InvokeFunction']) {
      expect(calls).toContainEqual(expect.objectContaining({ caller: { role: expect.any(String) }, action }));
    }
    for (const call of calls) {
      expect({ call, decision: decideByStack(policies, call).kind }).toEqual({ call, decision: 'allowed' });
    }
  });

  test('uses every grant that a policy of a queue, a topic or a function gives to AWS', () => {
    // What the bus's gives to accounts of producers is in permissions.test.ts.
    const grants = [...policies.resource].flatMap(([owner, statements]) =>
      grantsOf(statements)
        .filter(({ Principal = {} }) => Object.keys(Principal).includes('Service'))
        .map((grant) => ({ owner, grant })),
    );
    expect(grants.length).toBeGreaterThan(0);
    for (const { owner, grant } of grants) {
      const isUsed = calls.some((call) => call.resource === owner && concerns(grant, call));
      expect({ grant, isUsed }).toEqual({ grant, isUsed: !givenByTheTarget.includes(String(grant.Action)) });
    }
  });

  test('is no more than what a role of its own is for', () => {
    const functions = new Set(policies.roles.values());
    const others = [...policies.identity].filter(([role]) => !functions.has(role));
    expect(others).toHaveLength(1);
    for (const [role, statements] of others) {
      for (const grant of grantsOf(statements)) {
        const used = calls.some((call) => 'role' in call.caller && call.caller.role === role && concerns(grant, call));
        expect({ grant, used }).toEqual({ grant, used: true });
      }
    }
  });
});

/** Names that AWS could give: of a queue its URL, of what is referred to by ARN an ARN, of the rest the name. */
function namesOf(template: StackTemplate) {
  return (id: string): string => {
    const { Type = '', Properties = {} } = template.Resources[id] ?? {};
    const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:${account}:${resource}`;
    switch (Type) {
      case 'AWS::SQS::Queue':
        return `https://sqs.us-east-1.amazonaws.com/${account}/${Properties.QueueName}`;
      case 'AWS::SNS::Topic':
        return arn('sns', String(Properties.TopicName));
      case 'AWS::SecretsManager::Secret':
        return arn('secretsmanager', `secret:${id}-a1b2c3`);
      default: {
        const name = Object.entries(Properties).find(([key, value]) => /Name$/.test(key) && typeof value === 'string');
        return Type === 'AWS::IAM::Role' || Type === 'AWS::Events::Rule' ? id : String(name?.[1] ?? id);
      }
    }
  };
}
