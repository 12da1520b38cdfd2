import { Duration, Validations } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export type SetAsideQueueProps = Readonly<{
  queueName: string;
  /** What it means that something lies here; the alarm's text. */
  meaning: string;
}>;

/** A queue that no function reads: what lands here waits for a human, who is called by an alarm. */
export class SetAsideQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { queueName, meaning }: SetAsideQueueProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      queueName,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'No function reads this queue, so that nothing can fail on its messages',
    });
    new Alarm(this, 'Alarm', {
      alarmName: queueName,
      alarmDescription: meaning,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1) }),
      threshold: 0,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }
}
