import { Duration } from 'aws-cdk-lib';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import type { PosthornTable } from './posthorn-table.ts';
import { QuarantineQueue } from './quarantine-queue.ts';
import { ServiceAlarm } from './service-alarm.ts';
import { ownMetric, ServiceFunction } from './service-function.ts';

export type ActivityProps = Readonly<{ settings: StageSettings; bundles: string; table: PosthornTable }>;

/**
 * Counts and lists events and deliveries outside the delivery path: from the table's stream, in batches of up to a
 * minute. If it fails, statistics and lists are late and deliveries are not.
 */
export class Activity extends Construct {
  constructor(scope: Construct, id: string, props: ActivityProps) {
    super(scope, id);
    const { settings, table } = props;
    const recorder = new ServiceFunction(this, 'Recorder', {
      ...props,
      name: 'record-activity',
      description: 'Computes statistics of deliveries, and the lists of deliveries and events of a space',
      timeout: Duration.seconds(60),
      memorySize: 512,
      environment: {
        TABLE_NAME: (self) => table.grant(self, ['BatchGetItem', 'PartiQLInsert', 'PartiQLUpdate']),
        RETENTION_DAYS: String(settings.retentionDays),
      },
    });
    this.readStream(recorder, props);
    new ServiceAlarm(this, 'Unread', {
      settings,
      name: 'changes-unread',
      severity: 'notice',
      meaning:
        'Changes of the table cannot be read. They are missing from statistics and lists; deliveries are not affected.',
      runbook: 'uncounted-changes',
      metric: ownMetric(settings, {
        service: 'record-activity',
        metricName: 'ChangesUnread',
        period: Duration.minutes(1),
      }),
      threshold: 0,
    });
    new ServiceAlarm(this, 'Late', {
      settings,
      name: 'statistics-late',
      severity: 'notice',
      meaning: 'Statistics and lists of a space are ten minutes late or more; deliveries are not affected.',
      runbook: 'statistics-late',
      metric: recorder.lambda.metric('IteratorAge', { statistic: 'max', period: Duration.minutes(1) }),
      threshold: Duration.minutes(10).toMilliseconds(),
      periods: 3,
      outOf: 5,
    });
  }

  private readStream(reader: ServiceFunction, { settings, table }: ActivityProps): void {
    const uncounted = new QuarantineQueue(this, 'Uncounted', {
      settings,
      name: 'uncounted-changes',
      meaning:
        'Lambda discarded changes of the table. They are missing from statistics and lists; deliveries are not affected.',
      severity: 'notice',
      runbook: 'uncounted-changes',
    });
    reader.lambda.addEventSourceMapping('Stream', {
      eventSourceArn: table.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 5_000,
      maxBatchingWindow: Duration.minutes(1),
      // Nothing is kept from one batch to the next: with windows, and only then, Lambda says which shard it reads.
      tumblingWindow: Duration.minutes(15),
      bisectBatchOnError: true,
      // The maximum: a table that throttles for a minute must use up no more than that minute.
      retryAttempts: 10_000,
      // Half of the stream's retention, so that later records have time left, too.
      maxRecordAge: Duration.hours(12),
      onFailure: { bind: () => ({ destination: uncounted.queue.queueArn }) },
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.or('INSERT', 'MODIFY'),
          dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('DELIVERIES#') } } },
        }),
        FilterCriteria.filter({
          eventName: FilterRule.or('INSERT', 'MODIFY'),
          dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('EVENT#') }, sk: { S: FilterRule.isEqual('EVENT') } } },
        }),
      ],
    });
    uncounted.grantSend(reader);
    table.grantStreamRead(reader);
  }
}
