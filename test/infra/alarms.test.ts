import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { synthesizeStack } from './synthesized-stack.ts';
import { refersTo, resourcesOf } from './template-queries.ts';

const { template } = synthesizeStack({ alarmEmail: 'platform@example.com' });
const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const headings = [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => slug(text));
const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(({ properties }) => ({
  name: String(properties.AlarmName),
  text: String(properties.AlarmDescription),
  properties,
}));

/** Each alarm's section of the runbook. */
const linked = (text: string) => text.match(/Runbook: \S+#(\S+)$/)?.[1] ?? '';

describe('an alarm', () => {
  test.each(alarms)('$name says how bad it is and links to its section of the runbook', ({ text }) => {
    expect(text).toMatch(/^\[(page|notice)\] .+ Runbook: docs\/runbook\.md#[a-z-]+$/);
    expect(headings).toContain(linked(text));
  });

  test.each(alarms)('$name is told to its topic, also when it is over', ({ text, properties }) => {
    const severity = text.slice(1, text.indexOf(']'));
    for (const actions of [properties.AlarmActions, properties.OKActions]) {
      const topic = resourcesOf(template, 'AWS::SNS::Topic').find(({ id }) => refersTo(actions, id));
      expect(topic?.properties.TopicName).toBe(`posthorn-prod-alarms-${severity}`);
    }
  });

  test('is silent when nothing happens', () => {
    for (const { properties } of alarms) expect(properties.TreatMissingData).toBe('notBreaching');
  });
});

test('every section of the runbook about an alarm has one', () => {
  const part = runbook.slice(runbook.indexOf('\n## Alarms'), runbook.indexOf('\n## Procedures'));
  const sections = [...part.matchAll(/^### (.+)$/gm)].map(([, text = '']) => slug(text));
  expect(sections.sort()).toEqual([...new Set(alarms.map(({ text }) => linked(text)))].sort());
});

test('the runbook tells of every queue what to do with its dead letters', () => {
  const names = resourcesOf(template, 'AWS::SQS::Queue').map(({ properties }) => String(properties.QueueName));
  for (const name of names.filter((one) => one.endsWith('-dead-letters'))) {
    expect(runbook).toContain(`\`${name.replace('posthorn-prod-', '').replace('-dead-letters', '')}\``);
  }
});

test('e-mail goes to whom the settings name, for both severities', () => {
  expect(resourcesOf(template, 'AWS::SNS::Subscription').map(({ properties }) => properties.Endpoint)).toEqual([
    'platform@example.com',
    'platform@example.com',
  ]);
});

test('pages go to a topic of the platform too, notices do not', () => {
  const pager = 'arn:aws:sns:us-east-1:123456789012:pager';
  const paged = resourcesOf(synthesizeStack({ pageTopicArn: pager }).template, 'AWS::CloudWatch::Alarm');
  for (const { properties } of paged) {
    expect(refersTo(properties.AlarmActions, pager)).toBe(String(properties.AlarmDescription).startsWith('[page]'));
  }
});

test('the dashboard shows every alarm, queue and function', () => {
  const [dashboard] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
  const shown = JSON.stringify(dashboard?.properties.DashboardBody);
  for (const type of ['AWS::CloudWatch::Alarm', 'AWS::SQS::Queue', 'AWS::Lambda::Function', 'AWS::DynamoDB::Table']) {
    for (const { id } of resourcesOf(template, type))
      expect({ id, shown: shown.includes(id) }).toEqual({ id, shown: true });
  }
});

/** As GitHub makes a heading's anchor. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
