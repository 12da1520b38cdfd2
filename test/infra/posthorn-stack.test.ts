import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { leastConcurrency } from '../../bin/deploy/next-steps.ts';
import { composeStack, everyOption, synthesizeStack } from './synthesized-stack.ts';
import { type Resource, refersTo, resourcesOf } from './template-queries.ts';

const roomForApiAndLanes = 50;

let stack: ReturnType<typeof synthesizeStack>;
beforeAll(() => {
  stack = synthesizeStack();
});

const all = (type: string) => resourcesOf(stack.template, type);
const functions = () => all('AWS::Lambda::Function');
const queues = () => all('AWS::SQS::Queue');
const isDeadLetterQueue = (queue: Resource) =>
  queues().some(({ properties }) => refersTo(properties.RedrivePolicy, queue.id));
/** Events that cannot be routed and changes that cannot be counted end here by design: no function reads them, a human does. */
const isForHumans = ({ properties }: Resource) =>
  /-(events-rejected|uncounted-changes)$/.test(String(properties.QueueName));

const worked = () => queues().filter((queue) => !isDeadLetterQueue(queue) && !isForHumans(queue));
const queueMappings = () =>
  all('AWS::Lambda::EventSourceMapping').filter(({ properties }) =>
    queues().some(({ id }) => refersTo(properties.EventSourceArn, id)),
  );

describe('queues', () => {
  test('a queue that is worked through has a dead-letter queue', () => {
    expect(worked().length).toBeGreaterThan(0);
    for (const { id, properties } of worked()) {
      expect({ id, redrive: properties.RedrivePolicy }).toEqual({
        id,
        redrive: expect.objectContaining({ deadLetterTargetArn: expect.anything() }),
      });
    }
  });

  test('a message is tried for two hours before it is a dead letter, and the alarm for late ones comes before', () => {
    for (const { id, properties } of worked()) {
      const { maxReceiveCount } = z.object({ maxReceiveCount: z.number() }).parse(properties.RedrivePolicy);
      const triedForSeconds = maxReceiveCount * Number(properties.VisibilityTimeout);
      expect({ id, isLong: triedForSeconds >= 2 * 60 * 60 }).toEqual({ id, isLong: true });
      const [late, ...others] = all('AWS::CloudWatch::Alarm').filter(
        ({ properties: alarm }) =>
          alarm.MetricName === 'ApproximateAgeOfOldestMessage' && refersTo(alarm.Dimensions, id),
      );
      expect({ id, others }).toEqual({ id, others: [] });
      // SQS leaves a message out of its age once it was received more than three times (SQS developer guide, metrics).
      expect(Number(late?.properties.Threshold)).toBeLessThan(3 * Number(properties.VisibilityTimeout));
    }
  });

  test('whatever lands in a queue that only humans read raises an alarm', () => {
    for (const queue of queues().filter((one) => isDeadLetterQueue(one) || isForHumans(one))) {
      const alarms = all('AWS::CloudWatch::Alarm').filter(({ properties }) =>
        refersTo(properties.Dimensions, queue.id),
      );
      expect({ queue: queue.id, alarms: alarms.length }).toEqual({ queue: queue.id, alarms: 1 });
    }
  });

  test('are encrypted and refuse plain HTTP', () => {
    for (const queue of queues()) {
      expect({ id: queue.id, encrypted: queue.properties.SqsManagedSseEnabled }).toEqual({
        id: queue.id,
        encrypted: true,
      });
      const policy = all('AWS::SQS::QueuePolicy').find(({ properties }) => refersTo(properties.Queues, queue.id));
      expect(JSON.stringify(policy?.properties)).toContain(
        '"Condition":{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"',
      );
    }
  });

  test('hide a message for six times the time its function may take, and take back single messages', () => {
    const mappings = queueMappings();
    expect(mappings.length).toBeGreaterThan(0);
    for (const { id, properties } of mappings) {
      expect({ id, answers: properties.FunctionResponseTypes }).toEqual({ id, answers: ['ReportBatchItemFailures'] });
      const worker = functions().find((one) => refersTo(properties.FunctionName, one.id));
      const queue = queues().find((one) => refersTo(properties.EventSourceArn, one.id));
      expect(Number(queue?.properties.VisibilityTimeout)).toBeGreaterThanOrEqual(
        6 * Number(worker?.properties.Timeout),
      );
    }
  });
});

test("the table's stream is read in batches of up to a minute, of deliveries and events alone, and gives up nothing unseen", () => {
  const [mapping, ...others] = all('AWS::Lambda::EventSourceMapping').filter(
    ({ id }) => !queueMappings().some((one) => one.id === id),
  );
  expect(others).toEqual([]);
  expect(mapping?.properties).toMatchObject({
    StartingPosition: 'TRIM_HORIZON',
    MaximumBatchingWindowInSeconds: 60,
    // Without it Lambda does not tell which shard it reads.
    TumblingWindowInSeconds: 900,
    BisectBatchOnFunctionError: true,
    MaximumRecordAgeInSeconds: 43_200,
    MaximumRetryAttempts: 10_000,
  });
  // With windows it may not be more than one (Lambda API).
  expect(mapping?.properties.ParallelizationFactor).toBeUndefined();
  const criteria = z.object({ Filters: z.array(z.object({ Pattern: z.string() })) });
  const { Filters } = criteria.parse(mapping?.properties.FilterCriteria);
  expect(Filters.map(({ Pattern }) => JSON.parse(Pattern))).toEqual([
    { eventName: ['INSERT', 'MODIFY'], dynamodb: { Keys: { pk: { S: [{ prefix: 'DELIVERIES#' }] } } } },
    {
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { Keys: { pk: { S: [{ prefix: 'EVENT#' }] }, sk: { S: ['EVENT'] } } },
    },
  ]);
  const givenUp = queues().find(({ id }) => refersTo(mapping?.properties.DestinationConfig, id));
  expect(givenUp?.properties.QueueName).toBe('posthorn-prod-uncounted-changes');
});

test('what the queues take at once fits into the concurrency that a deployment asks for, with room for the API', () => {
  const scaling = z.object({ MaximumConcurrency: z.number() });
  const taken = queueMappings().map(({ properties }) => scaling.parse(properties.ScalingConfig).MaximumConcurrency);
  const together = taken.reduce((sum, one) => sum + one, 0);
  expect(together).toBeGreaterThan(0);
  expect(leastConcurrency - together).toBeGreaterThanOrEqual(roomForApiAndLanes);
  for (const page of ['README.md', 'docs/runbook.md']) {
    const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8');
    expect(text).toMatch(new RegExp(`\\b${leastConcurrency} concurrent executions\\b`));
  }
});

describe('functions', () => {
  test('run on Node 24 and arm64', () => {
    expect(functions().length).toBeGreaterThan(0);
    for (const { id, properties } of functions()) {
      expect({ id, runtime: properties.Runtime, architectures: properties.Architectures }).toEqual({
        id,
        runtime: 'nodejs24.x',
        architectures: ['arm64'],
      });
    }
  });

  test('let lines through from the level on that the stage says', () => {
    const levelled = resourcesOf(synthesizeStack({ logLevel: 'WARN' }).template, 'AWS::Lambda::Function');
    expect(levelled.length).toBe(functions().length);
    for (const { id, properties } of levelled) {
      // Lambda's own level overrules the one of Powertools.
      expect({ id, logging: properties.LoggingConfig }).toEqual({
        id,
        logging: expect.objectContaining({ LogFormat: 'JSON', ApplicationLogLevel: 'WARN' }),
      });
    }
  });

  test('have each a role and a log group of their own, with an end to what is kept', () => {
    for (const part of ['Role', 'LoggingConfig'] as const) {
      const owners = new Set(functions().map(({ properties }) => JSON.stringify(properties[part])));
      expect(owners.size).toBe(functions().length);
    }
    for (const { properties } of all('AWS::Logs::LogGroup')) expect(properties.RetentionInDays).toBe(30);
  });

  test('may do nothing by wildcard', () => {
    const policies = all('AWS::IAM::Policy');
    expect(policies.length).toBe(functions().length);
    for (const { id, properties } of policies) {
      expect({ id, wildcards: wildcards(properties.PolicyDocument).filter((text) => !allowed.includes(text)) }).toEqual(
        {
          id,
          wildcards: [],
        },
      );
    }
    for (const { properties } of all('AWS::IAM::Role')) expect(properties.ManagedPolicyArns).toBeUndefined();
  });
});

test('the rights to attach functions to a network are there before it and go after it', () => {
  const { template } = synthesizeStack({ staticEgress: true });
  const inNetwork = resourcesOf(template, 'AWS::Lambda::Function').filter(({ properties }) => properties.VpcConfig);
  expect(inNetwork.length).toBeGreaterThan(0);
  for (const { id, properties } of inNetwork) {
    const role = resourcesOf(template, 'AWS::IAM::Role').find((one) => refersTo(properties.Role, one.id));
    const [rights] = resourcesOf(template, 'AWS::IAM::Policy').filter(
      (policy) => refersTo(policy.properties.Roles, role?.id ?? '') && policy.id.includes('Network'),
    );
    const group = resourcesOf(template, 'AWS::EC2::SecurityGroup').find((one) =>
      refersTo(properties.VpcConfig, one.id),
    );
    // CloudFormation deletes in the other order, and a security group only when no interface is left.
    expect({ id, before: group?.dependsOn }).toEqual({ id, before: expect.arrayContaining([rights?.id]) });
  }
});

test('what holds data or secrets outlives the stack in production, unless its creation is rolled back', () => {
  const types = ['AWS::DynamoDB::Table', 'AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup'];
  for (const { id, deletionPolicy } of types.flatMap(all)) {
    expect({ id, deletionPolicy }).toEqual({ id, deletionPolicy: 'RetainExceptOnCreate' });
  }
});

describe('table', () => {
  test('is on demand, backed up, expiring, with one sparse index, and kept in production', () => {
    const [table, ...others] = all('AWS::DynamoDB::Table');
    expect(others).toEqual([]);
    expect(table?.properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      DeletionProtectionEnabled: true,
      GlobalSecondaryIndexes: [{ IndexName: 'lane', Projection: { ProjectionType: 'KEYS_ONLY' } }],
    });
    expect(table?.deletionPolicy).toBe('RetainExceptOnCreate');
  });

  test('goes with a disposable stage', () => {
    const { template } = synthesizeStack({ stage: 'local', allowedCidrs: '127.0.0.0/8' });
    expect(resourcesOf(template, 'AWS::DynamoDB::Table')[0]?.deletionPolicy).toBe('Delete');
  });
});

test('the bus keeps trying for 24 hours and then sets the event aside', () => {
  const rules = all('AWS::Events::Rule').filter(({ properties }) => properties.EventPattern !== undefined);
  const targets = rules.flatMap(({ properties }) => properties.Targets);
  expect(targets.length).toBeGreaterThan(0);
  for (const target of targets) {
    expect(target).toMatchObject({ DeadLetterConfig: expect.anything(), RetryPolicy: { MaximumRetryAttempts: 185 } });
  }
});

test.each([
  ['the least settings', {}],
  ['every option', everyOption],
])('cdk-nag has nothing to say of %s', (_, context) => {
  // Synthesis throws with every finding that is not acknowledged beside the code.
  const { app } = composeStack(context, { nagged: true });
  const report = readFileSync(join(app.outdir, 'validation-report.json'), 'utf8');
  expect(JSON.parse(report)).toMatchObject({ pluginReports: [{ pluginName: 'AwsSolutions', conclusion: 'success' }] });
});

/** Recipients cannot be named beforehand; `permissions.test.ts` holds this one to a sender. */
const anyIdentity = ':identity/*';
/** A table's streams are listed together. */
const anyStream = ':table/posthorn-prod/stream/*';
const allowed = [anyIdentity, anyStream];

/** The actions and resources of a policy that end in `*`. A log group's streams can only be named so. */
function wildcards(document: unknown): string[] {
  const texts: string[] = [];
  JSON.stringify(document, (key, value) => {
    if (typeof value === 'string' && key !== 'Version') texts.push(value);
    return value;
  });
  return texts.filter((text) => text.endsWith('*') && !text.startsWith(':log-stream'));
}
