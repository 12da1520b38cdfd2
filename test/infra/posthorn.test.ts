import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as z from 'zod';
import { metricEmitters } from '../../lib/constructs/posthorn-metrics.ts';
import { Posthorn, type PosthornMetric, type PosthornProps } from '../../lib/posthorn.ts';
import { parseStageSettings } from '../../lib/stage-settings.ts';
import { bundles } from './synthesized-stack.ts';
import { refersTo, resourcesOf } from './template-queries.ts';

const least = { stage: 'prod', senderEmail: 'posthorn@example.com' };

/** A stack of somebody else's, with the construct in it. */
function stackOfTheirs(props: Partial<PosthornProps> = {}) {
  const stack = new Stack(new App(), 'Shop');
  return { stack, webhooks: new Posthorn(stack, 'Webhooks', { ...least, ...props, bundles }) };
}

describe('a producer', () => {
  const notOurs = { 'ForAllValues:StringNotEquals': { 'events:source': 'posthorn' } };

  test('of the same account is let put events, under any source but ours', () => {
    const { stack, webhooks } = stackOfTheirs();
    const role = new Role(stack, 'Producer', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    webhooks.bus.grantPutEvents(role);
    const template = Template.fromStack(stack);
    const [producer] = resourcesOf(template, 'AWS::IAM::Role').filter(({ id }) => id.startsWith('Producer'));
    const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(({ properties }) =>
      refersTo(properties.Roles, producer?.id ?? ''),
    );
    const [bus] = resourcesOf(template, 'AWS::Events::EventBus');
    expect(policies.map(({ properties }) => properties.PolicyDocument)).toMatchObject([
      {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'events:PutEvents',
            Resource: { 'Fn::GetAtt': [bus?.id, 'Arn'] },
            Condition: notOurs,
          },
        ],
      },
    ]);
  });

  test("of another account is let in by the bus's own policy, beside what that denies", () => {
    const { stack, webhooks } = stackOfTheirs();
    webhooks.bus.grantPutEvents(new AccountPrincipal('210987654321'));
    const template = Template.fromStack(stack);
    // A policy apart from the bus would be lost with the next change of the bus.
    expect(resourcesOf(template, 'AWS::Events::EventBusPolicy')).toEqual([]);
    const [bus] = resourcesOf(template, 'AWS::Events::EventBus');
    expect(bus?.properties.Policy).toMatchObject({
      Statement: [
        { Effect: 'Deny', Sid: expect.any(String) },
        { Effect: 'Allow', Sid: expect.any(String), Action: 'events:PutEvents', Condition: notOurs },
      ],
    });
  });
});

test("leaves room in a stack of the platform's, which may have 500 resources", () => {
  const { Resources } = Template.fromStack(stackOfTheirs().stack).toJSON();
  expect(Object.keys(Resources).length).toBeLessThan(350);
});

test('a wrong property is named with its remedy', () => {
  expect(() => stackOfTheirs({ senderEmail: 'nobody' })).toThrow(
    /senderEmail: must be an e-mail address.* \(set it with the property senderEmail\)/,
  );
});

test('checked settings are settings', () => {
  const settings = parseStageSettings({ ...least, retrySchedule: '5,6', staticEgress: 'true' });
  expect(parseStageSettings(settings)).toEqual(settings);
});

test('what a platform needs of it are properties', () => {
  const { stack, webhooks } = stackOfTheirs({ domainName: 'hooks.example.com', certificateArn: 'arn:aws:acm:::x' });
  expect(webhooks.apiUrl).toBe('https://hooks.example.com');
  expect(webhooks.outputs).toMatchObject({ ApiUrl: webhooks.apiUrl, ApiDnsRecord: expect.any(String) });
  const template = Template.fromStack(stack);
  const found = (type: string, arn: string) =>
    resourcesOf(template, type).filter(({ id }) => refersTo(stack.resolve(arn), id));
  expect(found('AWS::Events::EventBus', webhooks.bus.eventBusArn)).toHaveLength(1);
  expect(found('AWS::DynamoDB::Table', webhooks.table.tableArn)).toHaveLength(1);
  for (const [severity, topic] of Object.entries(webhooks.alarmTopics)) {
    expect(found('AWS::SNS::Topic', topic.topicArn)).toMatchObject([
      { properties: { TopicName: `posthorn-prod-alarms-${severity}` } },
    ]);
  }
  expect(found('AWS::SecretsManager::Secret', webhooks.adminKeySecret.secretArn)).toMatchObject([
    { properties: { Description: expect.stringContaining('Admin key') } },
  ]);
});

const isMetric = (name: string): name is PosthornMetric => Object.hasOwn(metricEmitters, name);

describe('a metric', () => {
  const names = Object.keys(metricEmitters).filter(isMetric);

  test.each(names)('%s is what its functions emit', (name) => {
    for (const service of metricEmitters[name]) {
      expect(readFileSync(join(bundles, service, 'handler.mjs'), 'utf8')).toContain(`"${name}"`);
    }
  });

  test('can raise an alarm', () => {
    const { stack, webhooks } = stackOfTheirs();
    for (const name of names) {
      new Alarm(stack, `Mine${name}`, { metric: webhooks.metric(name), threshold: 1, evaluationPeriods: 1 });
    }
    const template = Template.fromStack(stack);
    for (const name of names) {
      const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(({ id }) => id.startsWith(`Mine${name}`));
      const counted = alarms.flatMap(({ properties: { Metrics, ...single } }) => [single, ...metricsIn(Metrics)]);
      for (const Value of metricEmitters[name]) {
        const Dimensions = [{ Name: 'service', Value }];
        expect(counted).toContainEqual(
          expect.objectContaining({ Namespace: 'Posthorn/prod', MetricName: name, Dimensions }),
        );
      }
    }
  });
});

const metricQueries = z.array(z.object({ MetricStat: z.object({ Metric: z.unknown() }).optional() }));

/** The metrics that an alarm's expression is about. */
function metricsIn(queries: unknown): readonly unknown[] {
  return metricQueries.parse(queries ?? []).map(({ MetricStat }) => MetricStat?.Metric);
}
