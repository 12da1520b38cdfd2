import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { portOf } from '../../support/port-of.ts';
import type { StackTemplate } from '../../support/rights/resolved-template.ts';
import { RightsGateway } from '../../support/rights/rights-gateway.ts';
import { readStackPolicies } from '../../support/rights/stack-policies.ts';
import { wrongGrants } from '../../support/rights/wrong-grants.ts';

const place = { account: '123456789012', region: 'us-east-1' };
const own = { 'Fn::GetAtt': ['Table', 'Arn'] };
const statement = { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: own };
const template: StackTemplate = {
  Resources: {
    Worker: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'worker',
        Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
        LoggingConfig: { LogGroup: 'logs' },
      },
    },
    Role: { Type: 'AWS::IAM::Role', Properties: {} },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: [statement] } },
    },
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
  },
};
const policies = readStackPolicies(template, { ...place, physicalId: (id) => id });

/** Stands for the emulator: answers with what it was sent. */
const emulator = createServer(async (request, response) => {
  const body = Buffer.concat(await request.toArray()).toString();
  response.end(JSON.stringify({ target: request.headers['x-amz-target'], host: request.headers.host, body }));
});

let gateway: RightsGateway;
let endpoint: string;
beforeAll(async () => {
  emulator.listen(0, '127.0.0.1');
  await once(emulator, 'listening');
  const port = portOf(emulator);
  gateway = new RightsGateway({ emulator: `http://127.0.0.1:${port}`, policies, place });
  endpoint = await gateway.open('worker');
});
afterAll(() => {
  gateway.close();
  emulator.close();
  emulator.closeAllConnections();
});

const call = (operation: string, TableName: string) =>
  fetch(endpoint, {
    method: 'POST',
    headers: { 'x-amz-target': `DynamoDB_20120810.${operation}` },
    body: JSON.stringify({ TableName }),
  });

test('a call that the policies allow reaches the emulator as it was sent', async () => {
  const answer = await call('GetItem', 'Table');
  expect(await answer.json()).toEqual({
    target: 'DynamoDB_20120810.GetItem',
    host: `127.0.0.1:${portOf(emulator)}`,
    body: '{"TableName":"Table"}',
  });
});

test.each([
  ['DeleteItem', 'Table', /dynamodb:DeleteItem on .*:table\/Table is not allowed/],
  ['GetItem', 'Other', /dynamodb:GetItem on .*:table\/Other is not allowed/],
  ['Scan', 'Table', /is not known here/],
])('%s on %s is refused, with its reason', async (operation, table, reason) => {
  const answer = await call(operation, table);
  expect({ status: answer.status, body: await answer.json() }).toEqual({
    status: 400,
    body: { __type: 'AccessDeniedException', message: expect.stringMatching(reason) },
  });
  expect(gateway.refusals.at(-1)).toMatchObject({ functionName: 'worker', reason: expect.stringMatching(reason) });
});

test('a grant that no call used is reported, and so is a reason that does not hold', () => {
  const wrong = wrongGrants(policies, gateway.calls);
  expect(wrong).toContain('never used: worker dynamodb:PutItem table/Table');
  expect(wrong).not.toContain('never used: worker dynamodb:GetItem table/Table');
  expect(wrong).toContainEqual(expect.stringMatching(/^named as never used, but used or not granted: posthorn-local-/));
});

test('a function that the stack does not have gets no way through', async () => {
  await expect(gateway.open('stranger')).rejects.toThrow(/no function stranger/);
});
