import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
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
  test.each(alarms)('$name says how bad it is and names its section of the runbook', ({ text }) => {
    expect(text).toMatch(/^\[(page|notice)\] .+ Runbook: docs\/runbook\.md#[a-z-]+$/);
    expect(headings).toContain(linked(text));
  });

  test.each(alarms)('$name is sent to its topic, also when it is over', ({ text, properties }) => {
    const severity = text.slice(1, text.indexOf(']'));
    for (const actions of [properties.AlarmActions, properties.OKActions]) {
      const topic = resourcesOf(template, 'AWS::SNS::Topic').find(({ id }) => refersTo(actions, id));
      expect(topic?.properties.TopicName).toBe(`posthorn-prod-alarms-${severity}`);
    }
  });

  test('links to where the operators read the runbook, if the settings say where', () => {
    const runbookUrl = 'https://git.example.com/posthorn/runbook.md';
    const linking = resourcesOf(synthesizeStack({ runbookUrl }).template, 'AWS::CloudWatch::Alarm');
    expect(linking).toHaveLength(alarms.length);
    for (const [index, { properties }] of linking.entries()) {
      expect(properties.AlarmDescription).toMatch(`Runbook: ${runbookUrl}#${linked(alarms[index]?.text ?? '')}`);
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

test('the runbook says for every queue what to do with its dead letters', () => {
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

describe('our own metrics', () => {
  const functions = join(import.meta.dirname, '../../functions');
  const emissions = readdirSync(functions, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...readFileSync(join(functions, file), 'utf8').matchAll(/\baddMetric\(([^,]*),/g)])
    .map(([, name = '']) => [...name.matchAll(/'([A-Z]\w+)'/g)].map(([, text = '']) => text));
  const watched = alarms
    .map(({ properties }) => properties)
    .filter(({ Namespace }) => Namespace === 'Posthorn/prod')
    .map(({ MetricName, Dimensions }) => ({ name: MetricName, dimensions: Dimensions }));

  /** What says nothing of a fault of ours, with the reason. Whatever else is counted must raise an alarm. */
  const noFaults: Readonly<Record<string, string>> = {
    AttemptDuration: "the endpoints' own time",
    AttemptsFailed: "the endpoint's fault: its owner is mailed",
    AttemptsSucceeded: 'what should be',
    CircuitsClosed: 'what should be',
    CircuitsOpened: "the endpoint's fault: its owner is mailed",
    DeliveriesDiscarded: 'its webhook or its event is gone, by decision',
    DeliveriesDuplicate: 'at-least-once queues: recognised, and nothing is sent twice',
    DeliveriesParked: "the endpoint's fault, or held on purpose",
    DeliveriesQueued: 'what should be',
    EscalationsUnaddressed: 'its space was deleted meanwhile: nobody is left to be told',
    EventsDuplicate: 'what a producer may do',
    EventsFannedOut: 'what should be',
    EventsRejected: "a producer's fault: the queue that the event then lies in has an alarm",
    FiltersUndecided: "a manager's filter beside an event of very many values: the event is sent",
    EndpointsSlow: "the endpoint's own time: its deliveries take the slow queue",
    LanesRestarted: 'mends itself: the executions that failed have an alarm, as have those that cannot be started',
    OwnersMailed: 'what should be',
    WebhooksDisabled: "the endpoint's fault: its owner is mailed",
    WebhooksFailing: "the endpoint's fault: its owner is mailed",
    WebhooksRecovered: 'what should be',
  };

  test('that count faults raise an alarm', () => {
    expect(emissions.length).toBeGreaterThan(0);
    for (const names of emissions) expect(names).not.toEqual([]);
    const faults = new Set(emissions.flat().filter((name) => !(name in noFaults)));
    expect(faults.size).toBeGreaterThan(0);
    expect([...faults].sort()).toEqual([...new Set(watched.map(({ name }) => name))].sort());
    expect(Object.keys(noFaults).filter((name) => !emissions.flat().includes(name))).toEqual([]);
  });

  test('are looked for under a function that is there', () => {
    const names = resourcesOf(template, 'AWS::Lambda::Function').map(({ properties }) =>
      String(properties.FunctionName).replace('posthorn-prod-', ''),
    );
    for (const { dimensions } of watched) {
      expect(names.map((Value) => [{ Name: 'service', Value }])).toContainEqual(dimensions);
    }
  });

  test('on the dashboard are some that are counted', () => {
    const [dashboard] = resourcesOf(template, 'AWS::CloudWatch::Dashboard');
    const shown = JSON.stringify(dashboard?.properties.DashboardBody).matchAll(/Posthorn\/prod\\+",\\+"(\w+)/g);
    const names = [...shown].map(([, name = '']) => name);
    expect(names).toContain('LanesNotStarted');
    for (const name of names) expect(emissions.flat()).toContain(name);
  });
});

test.each(['Read', 'Write'])('%s throttles raise an alarm on the table and on its index', (kind) => {
  const places = alarms
    .map(({ properties }) => properties)
    .filter(({ MetricName }) => MetricName === `${kind}ThrottleEvents`)
    .map(({ Dimensions }) => Dimensions);
  const [{ id: tableId = '', properties: table = {} } = {}] = resourcesOf(template, 'AWS::DynamoDB::Table');
  const onTable = { Name: 'TableName', Value: { Ref: tableId } };
  const indexes = z.array(z.object({ IndexName: z.string() })).parse(table.GlobalSecondaryIndexes);
  expect(places).toHaveLength(1 + indexes.length);
  expect(places).toContainEqual([onTable]);
  for (const { IndexName } of indexes) {
    expect(places).toContainEqual([{ Name: 'GlobalSecondaryIndexName', Value: IndexName }, onTable]);
  }
});

/** As GitHub makes a heading's anchor. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
}
