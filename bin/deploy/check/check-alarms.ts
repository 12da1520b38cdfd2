import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { poll } from '../../shared/poll.ts';
import type { Progress } from '../../shared/progress.ts';
import { StepFailure } from '../../shared/step-failure.ts';
import type { DeployedStage } from './deployed-stage.ts';

/** One alarm of each severity: each has a topic of its own. */
const triedAlarms = ['api-server-errors', 'mails-refused'];

/** CloudWatch acts within seconds. */
const actsWithinMs = 60_000;

/** Raises an alarm of each severity, and reads from its history whether each of its topics took the message. */
export async function checkAlarms({ settings: { stage }, access }: DeployedStage, progress: Progress): Promise<void> {
  const client = new CloudWatchClient(access);
  for (const name of triedAlarms) {
    const alarmName = `posthorn-${stage}-${name}`;
    await progress.step(
      `Raise the alarm ${alarmName}`,
      () => checkAlarm(client, alarmName),
      (topics) => `sent to ${topics.join(' and ')}`,
    );
  }
}

async function checkAlarm(client: CloudWatchClient, alarmName: string): Promise<readonly string[]> {
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [alarmName] }));
  const [alarm] = MetricAlarms;
  if (alarm === undefined) throw new StepFailure('The alarm does not exist: deploy the stage again');
  if (alarm.StateValue === 'ALARM') {
    throw new StepFailure(`${alarmName} is already raised (${alarm.StateReason}): resolve it first (see the runbook)`);
  }
  const setState = (StateValue: 'ALARM' | 'OK') =>
    client.send(
      new SetAlarmStateCommand({
        AlarmName: alarmName,
        StateValue,
        StateReason: 'A test by "npm run deploy -- --check": nothing is wrong',
      }),
    );
  const since = new Date();
  await setState('ALARM');
  try {
    const topics = alarm.AlarmActions ?? [];
    for (const topic of topics) await expectTold(client, { alarmName, topic, since });
    return topics.map((topic) => topic.split(':').at(-1) ?? topic);
  } finally {
    await setState('OK');
  }
}

type Told = Readonly<{ alarmName: string; topic: string; since: Date }>;

async function expectTold(client: CloudWatchClient, { alarmName, topic, since }: Told): Promise<void> {
  const ask = async () => {
    const { AlarmHistoryItems = [] } = await client.send(
      new DescribeAlarmHistoryCommand({
        AlarmName: alarmName,
        HistoryItemType: 'Action',
        // The history's clock is CloudWatch's.
        StartDate: new Date(since.getTime() - 5_000),
        ScanBy: 'TimestampDescending',
      }),
    );
    return AlarmHistoryItems.map(({ HistorySummary = '' }) => HistorySummary).find((text) => text.includes(topic));
  };
  const summary = await poll({ ask, withinMs: actsWithinMs, everyMs: 1_000 });
  if (summary === undefined) {
    throw new StepFailure(`${alarmName} was raised, but CloudWatch executed no action within ${actsWithinMs / 1000} s`);
  }
  if (!summary.startsWith('Successfully executed')) {
    throw new StepFailure(
      `${alarmName} sends no notification. CloudWatch reports: ${summary}\n  The policy of the topic, or of its KMS key, must allow cloudwatch.amazonaws.com to publish.`,
    );
  }
}
