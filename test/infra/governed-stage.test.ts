import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { everyOption, synthesizeStack } from './synthesized-stack.ts';
import { refersTo, resourcesIn, resourcesOf, statementsIn } from './template-queries.ts';

type Template = ReturnType<typeof synthesizeStack>['template'];

const governed = synthesizeStack(everyOption);
const all = (type: string) => resourcesOf(governed.template, type);
const stackOf = ({ app }: ReturnType<typeof synthesizeStack>) => app.synth().getStackByName('Posthorn-prod');

describe("the platform's key", () => {
  const key = everyOption.kmsKeyArn;

  test.each([
    ['AWS::DynamoDB::Table', 'SSESpecification'],
    ['AWS::SecretsManager::Secret', 'KmsKeyId'],
    ['AWS::SQS::Queue', 'KmsMasterKeyId'],
    ['AWS::SNS::Topic', 'KmsMasterKeyId'],
    ['AWS::Logs::LogGroup', 'KmsKeyId'],
    ['AWS::Events::Archive', 'KmsKeyIdentifier'],
  ])('encrypts every %s', (type, property) => {
    expect(all(type).length).toBeGreaterThan(0);
    for (const { id, properties } of all(type)) {
      expect({ id, key: JSON.stringify(properties[property]) }).toEqual({ id, key: expect.stringContaining(key) });
    }
  });

  test('is used by every function, through the services that keep data under it', () => {
    const users = all('AWS::IAM::Policy').filter(({ properties }) =>
      statementsIn(properties.PolicyDocument).some(
        ({ Resource, Condition }) => Resource === key && JSON.stringify(Condition ?? {}).includes('"kms:ViaService"'),
      ),
    );
    expect(users.length).toBe(all('AWS::Lambda::Function').length);
    const [use] = users
      .flatMap(({ properties }) => statementsIn(properties.PolicyDocument))
      .filter(({ Condition }) => JSON.stringify(Condition ?? {}).includes('kms:ViaService'));
    const services = JSON.stringify(use?.Condition);
    for (const service of ['dynamodb', 'secretsmanager', 'sqs']) expect(services).toContain(`${service}.`);
  });

  test('has a policy of the platform, of which the documentation says what it must allow', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/security.md'), 'utf8');
    const [, text = '{}'] = /## A key of your own[\s\S]*?```json\n([\s\S]*?)```/.exec(page) ?? [];
    const statements = statementsIn(JSON.parse(text));
    const allowed = (principal: RegExp) =>
      statements.filter(({ Principal }) => principal.test(JSON.stringify(Principal))).flatMap(({ Action }) => Action);
    // EventBridge sends to the queues and keeps the archive; CloudWatch publishes alarms (SNS developer guide, "Key management").
    expect(allowed(/events\.amazonaws/)).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']));
    expect(allowed(/cloudwatch\.amazonaws/)).toEqual(expect.arrayContaining(['kms:Decrypt', 'kms:GenerateDataKey*']));
    expect(allowed(/logs\.<region>/)).toEqual(expect.arrayContaining(['kms:Encrypt*', 'kms:Decrypt*']));
  });
});

test('every role has the permissions boundary', () => {
  expect(all('AWS::IAM::Role').length).toBeGreaterThan(0);
  for (const { id, properties } of all('AWS::IAM::Role')) {
    expect({ id, boundary: properties.PermissionsBoundary }).toEqual({ id, boundary: everyOption.permissionsBoundary });
  }
});

test('the stack and what is in it have the tags', () => {
  const tags = { 'cost-center': '42', 'posthorn:stage': 'prod', team: 'platform' };
  expect(stackOf(governed).tags).toEqual(tags);
  const asList = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  for (const type of ['AWS::Lambda::Function', 'AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::IAM::Role']) {
    for (const { id, properties } of all(type)) {
      expect({ id, tags: properties.Tags }).toEqual({ id, tags: expect.arrayContaining(asList) });
    }
  }
});

test('assets go where the account was bootstrapped with its own qualifier', () => {
  expect(JSON.stringify(all('AWS::Lambda::Function')[0]?.properties.Code)).toContain('cdk-platform-assets-');
});

describe('reserved concurrency', () => {
  const reserved = (name: string) =>
    all('AWS::Lambda::Function').find(({ properties }) => properties.FunctionName === `posthorn-prod-${name}`);

  test('is kept for the functions that are named', () => {
    expect(reserved('dispatch-delivery')?.properties.ReservedConcurrentExecutions).toBe(150);
    expect(reserved('manage-configuration')?.properties.ReservedConcurrentExecutions).toBe(5);
    expect(reserved('retry-delivery')?.properties.ReservedConcurrentExecutions).toBeUndefined();
  });

  test.each([
    ['dispatch-delivery', [100, 50]],
    ['escalate-failure', [3]],
  ])('of %s is how many its queues have run together, so that none is refused', (name, shares) => {
    const mappings = all('AWS::Lambda::EventSourceMapping').filter(({ properties }) =>
      refersTo(properties.FunctionName, reserved(name)?.id ?? ''),
    );
    expect(mappings.map(({ properties }) => properties.ScalingConfig)).toEqual(
      shares.map((MaximumConcurrency) => ({ MaximumConcurrency })),
    );
  });

  test('is refused for a function that is not there', () => {
    expect(() => synthesizeStack({ reservedConcurrency: 'dispatch-deliveries=300' })).toThrow(
      /reservedConcurrency: there is no function dispatch-deliveries \(there are .*dispatch-delivery/,
    );
  });
});

test('the archive keeps what producers send and no results, which would mail owners again', () => {
  const [archive, ...others] = all('AWS::Events::Archive');
  expect(others).toEqual([]);
  expect(archive).toMatchObject({
    deletionPolicy: 'RetainExceptOnCreate',
    properties: { RetentionDays: 30, EventPattern: { source: [{ 'anything-but': ['posthorn'] }] } },
  });
  expect(refersTo(archive?.properties.SourceArn, all('AWS::Events::EventBus')[0]?.id ?? '')).toBe(true);
});

test('the fixed addresses and the identity of the sender outlive the stage', () => {
  for (const type of ['AWS::EC2::EIP', 'AWS::SES::EmailIdentity']) {
    expect(all(type).length).toBeGreaterThan(0);
    for (const { id, deletionPolicy } of all(type)) {
      expect({ id, deletionPolicy }).toEqual({ id, deletionPolicy: 'RetainExceptOnCreate' });
    }
  }
});

test('addresses that were left allocated are taken again', () => {
  const egressAllocationIds = ['eipalloc-0123456789abcdef0', 'eipalloc-0123456789abcdef1'];
  const { template } = synthesizeStack({ staticEgress: true, egressAllocationIds });
  expect(resourcesOf(template, 'AWS::EC2::EIP')).toEqual([]);
  const used = resourcesOf(template, 'AWS::EC2::NatGateway').map(({ properties }) => properties.AllocationId);
  expect(used).toEqual(egressAllocationIds);
});

describe('a stage is found in SSM', () => {
  const parameters = Object.fromEntries(
    all('AWS::SSM::Parameter').map(({ properties }) => [String(properties.Name), properties.Value]),
  );

  test('with what it is deployed with', () => {
    const read = JSON.parse(String(parameters['/posthorn/prod/settings']));
    expect(read).toMatchObject({
      stage: 'prod',
      senderEmail: 'posthorn@example.com',
      staticEgress: true,
      tags: { team: 'platform' },
    });
    expect(Object.keys(read).sort()).toEqual(['senderEmail', 'stage', ...Object.keys(everyOption)].sort());
  });

  test('with its bus and its API', () => {
    expect(refersTo(parameters['/posthorn/prod/bus-name'], all('AWS::Events::EventBus')[0]?.id ?? '')).toBe(true);
    expect(parameters['/posthorn/prod/api-url']).toBe('https://hooks.example.com');
  });
});

const plain = synthesizeStack();

test('production is protected from being taken down, and other stages are not', () => {
  expect(stackOf(plain).terminationProtection).toBe(true);
  const { app } = synthesizeStack({ stage: 'dev' });
  expect(app.synth().getStackByName('Posthorn-dev').terminationProtection ?? false).toBe(false);
});

test('what holds data or an address keeps its logical id: under another CloudFormation would replace it', () => {
  const pinned = [
    'AWS::DynamoDB::Table',
    'AWS::SecretsManager::Secret',
    'AWS::Events::EventBus',
    'AWS::SQS::Queue',
    'AWS::EC2::EIP',
  ];
  const ids = Object.fromEntries(
    pinned.flatMap((type) => all(type).map(({ id, properties }) => [id, plainName(type, properties)])),
  );
  expect(ids).toEqual({
    PosthornTable07408857: 'Table …',
    PosthornSecretsAdminKeyC29EAA09: 'Secret Admin key of the Posthorn API: manages spaces and their keys',
    PosthornSecretsKeyring8AA46C4F:
      'Secret Keyring that encrypts secrets in the Posthorn table; previous keys can still decrypt',
    PosthornSecretsOrigin20D0892C:
      'Secret Header value that CloudFront sends to the Posthorn API; previous values are still accepted',
    PosthornBus53866AB4: 'EventBus …',
    PosthornEgressAddress10671A02D: 'EIP …-egress-1',
    PosthornEgressAddress224BCF0C6: 'EIP …-egress-2',
    PosthornIntakeEventsQueue86F66976: 'Queue …-events',
    PosthornIntakeEventsDeadLettersQueueBC31FB5A: 'Queue …-events-dead-letters',
    PosthornIntakeRejectedEventsQueue807BD730: 'Queue …-events-rejected',
    PosthornDeliveryDeliveriesQueue1B27F046: 'Queue …-deliveries',
    PosthornDeliveryDeliveriesDeadLettersQueue2F22DBE2: 'Queue …-deliveries-dead-letters',
    PosthornDeliveryRetriesQueueF0E746D5: 'Queue …-retries',
    PosthornDeliveryRetriesDeadLettersQueue6F8879A6: 'Queue …-retries-dead-letters',
    PosthornDeliverySlowDeliveriesQueue6FA45D02: 'Queue …-deliveries-slow',
    PosthornDeliverySlowDeliveriesDeadLettersQueue64ED4823: 'Queue …-deliveries-slow-dead-letters',
    PosthornDeliverySlowRetriesQueueBDA7874A: 'Queue …-retries-slow',
    PosthornDeliverySlowRetriesDeadLettersQueueF3870909: 'Queue …-retries-slow-dead-letters',
    PosthornDeliveryLanesReconciliationsQueue82F3FDE8: 'Queue …-reconciliations',
    PosthornDeliveryLanesReconciliationsDeadLettersQueue4E8D77B2: 'Queue …-reconciliations-dead-letters',
    PosthornEscalationQueueA1438296: 'Queue …-escalations',
    PosthornEscalationQueueDeadLettersQueue925D31A2: 'Queue …-escalations-dead-letters',
    PosthornActivityUncountedQueue1BEFFB47: 'Queue …-uncounted-changes',
    PosthornApiPurgeQueue642B8F2D: 'Queue …-purge-deleted',
    PosthornApiPurgeQueueDeadLettersQueueFC48ADEF: 'Queue …-purge-deleted-dead-letters',
  });
});

describe('two stages of one account', () => {
  /** What names a resource in its account and region. */
  const naming = /^(\w*Name|Name)$/;
  const names = (template: Template) =>
    Object.values(resourcesIn(template)).flatMap(({ Type, Properties = {} }) =>
      Object.entries(Properties)
        .filter(([property, value]) => naming.test(property) && typeof value === 'string' && value.includes('posthorn'))
        .map(([, value]) => `${Type} ${value}`),
    );
  const governedNames = names(governed.template);

  test('name nothing alike', () => {
    expect(governedNames.length).toBeGreaterThan(50);
    expect(new Set(governedNames).size).toBe(governedNames.length);
    for (const name of governedNames) expect(name).toMatch(/posthorn[-/]prod\b/);
  });

  // A stage may be called as another with a part of a name behind it: prod, and prod-rejected.
  test('name nothing alike either when the name of one begins with that of the other', () => {
    const parts = governedNames.flatMap((name) => {
      const [type = '', part] = name.split(' posthorn-prod-');
      return part === undefined ? [] : [{ type, part }];
    });
    expect(parts.length).toBeGreaterThan(50);
    const alike = parts.flatMap(({ type, part }) =>
      parts
        .filter((other) => other.type === type && part.endsWith(`-${other.part}`))
        .map((other) => [part, other.part]),
    );
    expect(alike).toEqual([]);
  });
});

const tags = z.array(z.object({ Key: z.string(), Value: z.string() }));

/** By what a reader knows the resource. */
function plainName(type: string, properties: Readonly<Record<string, unknown>>): string {
  const tag = tags.parse(properties.Tags ?? []).find(({ Key }) => Key === 'Name')?.Value;
  const name = properties.QueueName ?? properties.TableName ?? properties.Name ?? properties.Description ?? tag;
  return `${type.split('::').at(-1)} ${String(name).replace('posthorn-prod', '…')}`;
}
