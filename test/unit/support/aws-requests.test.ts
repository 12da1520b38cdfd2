import { expect, test } from '@jest/globals';
import { rightsAskedFor } from '../../support/rights/aws-requests.ts';

const place = { account: '123456789012', region: 'us-east-1' };
const asked = (target: string, body: object) =>
  rightsAskedFor({ path: '/', target, body: JSON.stringify(body) }, place).map(
    ({ action, resource, context }) =>
      `${action} ${resource.split(':').slice(5).join(':')}${context ? ` ${JSON.stringify(context)}` : ''}`,
  );

const table = 'DynamoDB_20120810';
const statement = (Statement: string) => ({ Statements: [{ Statement }] });

test.each([
  [`${table}.GetItem`, { TableName: 't' }, ['dynamodb:GetItem table/t']],
  [`${table}.Query`, { TableName: 't' }, ['dynamodb:Query table/t']],
  [`${table}.Query`, { TableName: 't', IndexName: 'lane' }, ['dynamodb:Query table/t/index/lane']],
  [
    `${table}.BatchGetItem`,
    { RequestItems: { t: {}, u: {} } },
    ['dynamodb:BatchGetItem table/t', 'dynamodb:BatchGetItem table/u'],
  ],
  [
    `${table}.TransactWriteItems`,
    {
      TransactItems: [
        { Put: { TableName: 't' } },
        { Delete: { TableName: 't' } },
        { ConditionCheck: { TableName: 't' } },
      ],
    },
    ['dynamodb:PutItem table/t', 'dynamodb:DeleteItem table/t', 'dynamodb:ConditionCheckItem table/t'],
  ],
  [`${table}.BatchExecuteStatement`, statement(`INSERT INTO "t" VALUE {'pk': ?}`), ['dynamodb:PartiQLInsert table/t']],
  [
    `${table}.BatchExecuteStatement`,
    statement('UPDATE "t" SET "a" = ? WHERE "pk" = ?'),
    ['dynamodb:PartiQLUpdate table/t'],
  ],
  [`${table}.BatchExecuteStatement`, statement('delete from "t" where "pk" = ?'), ['dynamodb:PartiQLDelete table/t']],
  [
    `${table}.ExecuteStatement`,
    { Statement: 'SELECT * FROM "t"."lane" WHERE "pk" = ?' },
    ['dynamodb:PartiQLSelect table/t/index/lane'],
  ],
  ['AmazonSQS.SendMessageBatch', { QueueUrl: 'http://localhost:4566/1/q' }, ['sqs:SendMessage q']],
  [
    'AWSEvents.PutEvents',
    {
      Entries: [
        { EventBusName: 'b', Source: 'x' },
        { EventBusName: 'b', Source: 'y' },
        { EventBusName: 'b', Source: 'x' },
      ],
    },
    ['events:PutEvents event-bus/b {"events:source":["x","y"]}'],
  ],
  [
    'AWSStepFunctions.StartExecution',
    { stateMachineArn: 'arn:aws:states:us-east-1:1:stateMachine:m' },
    ['states:StartExecution stateMachine:m'],
  ],
  [
    'secretsmanager.GetSecretValue',
    { SecretId: 'arn:aws:secretsmanager:us-east-1:1:secret:s' },
    ['secretsmanager:GetSecretValue secret:s'],
  ],
])('%s %j needs its rights', (target, body, rights) => {
  expect(asked(target, body)).toEqual(rights);
});

test('a mail needs the right on its sender and on the configuration set', () => {
  const body = JSON.stringify({ FromEmailAddress: 'Posthorn <a@x.example>', ConfigurationSetName: 'c' });
  const context = { 'ses:FromAddress': 'a@x.example' };
  expect(rightsAskedFor({ path: '/v2/email/outbound-emails', target: undefined, body }, place)).toEqual([
    { action: 'ses:SendEmail', resource: 'arn:aws:ses:us-east-1:123456789012:identity/a@x.example', context },
    { action: 'ses:SendEmail', resource: 'arn:aws:ses:us-east-1:123456789012:configuration-set/c', context },
  ]);
});

test.each([
  [`${table}.Scan`, { TableName: 't' }],
  [`${table}.ExecuteStatement`, { Statement: 'EXISTS(SELECT * FROM "t")' }],
  ['AWSEvents.PutRule', {}],
  ['Kinesis_20131202.PutRecord', {}],
])('%s %j was never taught, and is not passed over', (target, body) => {
  expect(() => asked(target, body)).toThrow(/is not known here/);
});
