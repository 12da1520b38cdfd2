import { Duration, Validations } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import { queueEncryption } from './encryption-key.ts';
import { ServiceAlarm, type Severity } from './service-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

export type QuarantineQueueProps = Readonly<{
  settings: StageSettings;
  /** Last part of the queue's name. */
  name: string;
  /** What a message in this queue means; the alarm's text. */
  meaning: string;
  severity: Severity;
  /** The section of the runbook for messages in this queue. */
  runbook: string;
}>;

/** A queue that no function reads: its messages wait for an operator, who is notified by an alarm. */
export class QuarantineQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, props: QuarantineQueueProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      queueName: `posthorn-${props.settings.stage}-${props.name}`,
      ...queueEncryption(this, props.settings),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'No function reads this queue, so that nothing can fail on its messages',
    });
    new ServiceAlarm(this, 'Alarm', {
      ...props,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 0,
    });
  }

  /** Lets the function send to the queue. Returns the queue's URL. */
  grantSend(sender: ServiceFunction): string {
    sender.allow({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
    return this.queue.queueUrl;
  }
}
