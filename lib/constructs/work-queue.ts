import { Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import { queueEncryption } from './encryption-key.ts';
import { QuarantineQueue } from './quarantine-queue.ts';
import { ServiceAlarm } from './service-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

export type WorkQueueProps = Readonly<{
  settings: StageSettings;
  /** Last part of the queue's name. */
  name: string;
  /** Timeout of the function that reads the queue. */
  consumerTimeout: Duration;
  /** How long a message may wait before an operator is paged; 10 minutes by default. */
  longestWait?: Duration;
}>;

/** SQS requires a visibility timeout of at least six times the function's timeout (Lambda developer guide, SQS). */
const visibilityFactor = 6;
/**
 * A message that our own code failed on this often is examined by a human. With seconds between the first tries and five
 * minutes between the later ones that is two hours, longer than most of AWS's own faults and than a bad deployment that is rolled back; the alarm for late messages
 * comes long before.
 */
const maxReceiveCount = 35;

type Work = Readonly<{
  batchSize: number;
  maxConcurrency: number;
  /** The concurrency of all the worker's queues together, if it has more than this one. */
  ofAll?: number;
}>;

/** A queue that a function processes, with a dead-letter queue and an alarm for messages in it. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { settings, name, consumerTimeout, longestWait = Duration.minutes(10) } = props;
    const queueName = `posthorn-${settings.stage}-${name}`;
    const deadLetters = new QuarantineQueue(this, 'DeadLetters', {
      settings,
      name: `${name}-dead-letters`,
      meaning: `Posthorn could not process messages of the queue ${name}; they are in its dead-letter queue.`,
      severity: 'page',
      runbook: 'dead-letters',
    });
    this.deadLetterQueue = deadLetters.queue;
    this.queue = new Queue(this, 'Queue', {
      queueName,
      ...queueEncryption(this, settings),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      visibilityTimeout: Duration.seconds(consumerTimeout.toSeconds() * visibilityFactor),
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount },
    });
    new ServiceAlarm(this, 'Late', {
      settings,
      name: `${name}-late`,
      severity: 'page',
      meaning: `The oldest message of the queue ${name} has been waiting for too long.`,
      runbook: 'queue-late',
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(1) }),
      threshold: longestWait.toSeconds(),
      periods: 3,
      outOf: 5,
    });
  }

  /**
   * Lets the function process the queue in batches and return only the messages that failed. Lambda polls in the
   * function's name and needs three permissions for that (Lambda developer guide, SQS). The fourth lets the function
   * make failed messages visible again soon.
   */
  addConsumer(worker: ServiceFunction, { batchSize, maxConcurrency, ofAll = maxConcurrency }: Work): void {
    worker.lambda.addEventSourceMapping(this.node.id, {
      eventSourceArn: this.queue.queueArn,
      batchSize,
      maxConcurrency: shareOf(worker.reservedConcurrency ?? ofAll, { maxConcurrency, ofAll }),
      reportBatchItemFailures: true,
    });
    worker.allow({
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ChangeMessageVisibility'],
      resources: [this.queue.queueArn],
    });
  }

  /** Lets the function send to the queue. Returns the queue's URL. */
  grantSend(sender: ServiceFunction): string {
    sender.allow({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] });
    return this.queue.queueUrl;
  }
}

/** Lambda requires a maximum concurrency of at least two. */
const leastConcurrency = 2;

/**
 * The queue's share of its worker's concurrency. Messages beyond that would be throttled and counted as received, until
 * valid messages were moved to the dead-letter queue.
 */
function shareOf(room: number, { maxConcurrency, ofAll }: Readonly<{ maxConcurrency: number; ofAll: number }>): number {
  return Math.max(leastConcurrency, Math.floor((room * maxConcurrency) / ofAll));
}
