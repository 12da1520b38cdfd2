import { describe, expect, test } from '@jest/globals';
import { type Call, decide, type Statement } from '../../support/rights/policy.ts';

const role = 'arn:aws:iam::123456789012:role/worker';
const queue = 'arn:aws:sqs:us-east-1:123456789012:deliveries';
const send: Call = { caller: { role }, action: 'sqs:SendMessage', resource: queue };
const allow: Statement = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queue };
const inName = (statement: Partial<Statement>): Statement => ({ ...allow, Principal: { AWS: role }, ...statement });

const decisionOf = (call: Call, identity: readonly Statement[], resource: readonly Statement[] = []) =>
  decide(call, { identity, resource }).kind;

describe('within an account', () => {
  test.each([
    ['nothing allows it', [], [], 'not_allowed'],
    ["the caller's policy allows it", [allow], [], 'allowed'],
    ["the resource's policy allows it", [], [inName({})], 'allowed'],
    [
      "the resource's policy allows it to somebody else",
      [],
      [inName({ Principal: { AWS: `${role}2` } })],
      'not_allowed',
    ],
    [
      "the resource's policy allows it to a service",
      [],
      [inName({ Principal: { Service: 'events.amazonaws.com' } })],
      'not_allowed',
    ],
    ["the caller's policy denies what it allows", [allow, { ...allow, Effect: 'Deny' }], [], 'denied'],
    ["the resource's policy denies it to everybody", [allow], [inName({ Effect: 'Deny', Principal: '*' })], 'denied'],
    [
      "the resource's policy denies it to somebody else",
      [allow],
      [inName({ Effect: 'Deny', Principal: { AWS: `${role}2` } })],
      'allowed',
    ],
    [
      "the denial's conditions do not hold",
      [allow],
      [inName({ Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      'allowed',
    ],
  ] as const)('%s', (_, identity, resource, decision) => {
    expect(decisionOf(send, identity, resource)).toBe(decision);
  });
});

describe('actions and resources', () => {
  test.each([
    [{ Action: 'sqs:*' }, 'allowed'],
    [{ Action: 'SQS:sendmessage' }, 'allowed'],
    [{ Action: 'sqs:Send' }, 'not_allowed'],
    [{ Action: ['sqs:ReceiveMessage', 'sqs:SendMessage'] }, 'allowed'],
    [{ Resource: 'arn:aws:sqs:*' }, 'allowed'],
    [{ Resource: queue.slice(0, -1) }, 'not_allowed'],
    [{ Resource: `${queue.slice(0, -1)}?` }, 'allowed'],
    [{ Resource: queue.toUpperCase() }, 'not_allowed'],
  ] as const)('%j', (change, decision) => {
    expect(decisionOf(send, [{ ...allow, ...change }])).toBe(decision);
  });
});

describe('conditions', () => {
  const sources = (...values: readonly string[]) => ({ 'events:source': values });
  test.each([
    ['StringEquals', { 'ses:FromAddress': 'a@x' }, 'a@x', true],
    ['StringEquals', { 'ses:FromAddress': 'a@x' }, 'b@x', false],
    ['StringEquals', {}, 'a@x', false],
    ['StringEqualsIfExists', {}, 'a@x', true],
    ['StringNotEquals', {}, 'a@x', true],
    ['StringNotEquals', { 'ses:FromAddress': 'a@x' }, ['a@x', 'b@x'], false],
    ['StringLike', { 'ses:FromAddress': 'a@x' }, '*@x', true],
    ['ArnNotEquals', { 'ses:FromAddress': 'arn:a' }, ['arn:b', 'arn:?'], false],
  ] as const)('%s of one value: %j, %j', (operator, context, value, holds) => {
    const Condition = { [operator]: { 'ses:FromAddress': value } };
    expect(decisionOf({ ...send, context }, [{ ...allow, Condition }])).toBe(holds ? 'allowed' : 'not_allowed');
  });

  test.each([
    ['ForAnyValue:StringEquals', sources('shop', 'posthorn'), true],
    ['ForAnyValue:StringEquals', sources('shop'), false],
    ['ForAnyValue:StringEquals', {}, false],
    ['ForAllValues:StringNotEquals', sources('shop', 'posthorn'), false],
    ['ForAllValues:StringNotEquals', sources('shop', 'other'), true],
    ['ForAllValues:StringNotEquals', {}, true],
  ] as const)('%s of several: %j', (operator, context, holds) => {
    const Condition = { [operator]: { 'events:source': 'posthorn' } };
    expect(decisionOf({ ...send, context }, [{ ...allow, Condition }])).toBe(holds ? 'allowed' : 'not_allowed');
  });

  test("the caller's role is known to them", () => {
    const Condition = { ArnNotEquals: { 'aws:PrincipalArn': [role] } };
    const denial = inName({ Effect: 'Deny', Principal: '*', Condition });
    expect(decisionOf(send, [allow], [denial])).toBe('allowed');
    expect(decisionOf({ ...send, caller: { role: `${role}2` } }, [allow], [denial])).toBe('denied');
  });

  test('of an unknown kind are not passed over', () => {
    const Condition = { NumericLessThan: { 's3:max-keys': '10' } };
    expect(() => decisionOf({ ...send, context: { 's3:max-keys': '1' } }, [{ ...allow, Condition }])).toThrow(
      /NumericLessThan/,
    );
    expect(() => decisionOf(send, [], [inName({ Principal: { Federated: 'x' } })])).toThrow(/Federated/);
  });
});
