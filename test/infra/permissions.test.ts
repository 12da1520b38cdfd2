import { describe, expect, test } from '@jest/globals';
import { synthesizeStack } from './synthesized-stack.ts';
import { type Resource, refersTo, resourcesOf, type Statement, statementsIn } from './template-queries.ts';

/**
 * What tests of the deployed stack cannot show of the functions' rights: who takes their roles, what is denied to others, and
 * how far a right reaches. That each has those it uses, and no other, every run of those tests shows (watch-rights.ts).
 */
const { template } = synthesizeStack();

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

test('nobody but Lambda takes a role of a function', () => {
  for (const { role } of functionsOf()) {
    expect(role?.properties.AssumeRolePolicyDocument).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    });
  }
});

test('one function mails, from one address only', () => {
  const mailing = functionsOf().flatMap(({ name, role }) =>
    statementsOf(role)
      .filter(({ Action }) => [Action].flat().some((action) => /^(ses:|\*)/.test(action)))
      .map(({ Action, Condition }) => ({ name, Action, Condition })),
  );
  const Condition = { StringEquals: { 'ses:FromAddress': 'posthorn@example.com' } };
  expect(mailing).toEqual([{ name: 'escalate-failure', Action: 'ses:SendEmail', Condition }]);
});

describe('the bus', () => {
  const policyOf = (from: typeof template) => {
    expect(resourcesOf(from, 'AWS::Events::EventBusPolicy')).toEqual([]);
    return resourcesOf(from, 'AWS::Events::EventBus').flatMap(({ properties }) => statementsIn(properties.Policy));
  };

  test('denies our name to everybody but the functions that publish results', () => {
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
    const publishers = functionsOf().filter(({ role }) =>
      JSON.stringify(statementsOf(role)).includes('events:PutEvents'),
    );
    // The API's events have a name of their own on the bus.
    const tellingOnes = publishers.map(({ name }) => name).filter((name) => name !== 'accept-event');
    expect(tellers.map(({ name }) => name).sort()).toEqual(tellingOnes.sort());
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
    const [allowed, denied] = statementsIn(properties.PolicyDocument);
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
  return policies.flatMap(({ properties }) => statementsIn(properties.PolicyDocument));
}
