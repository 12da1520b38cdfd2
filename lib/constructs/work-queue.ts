import { Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import { queueEncryption } from './encryption-key.ts';
import { ServiceAlarm } from './service-alarm.ts';
import type { ServiceFunction } from './service-function.ts';
import { SetAsideQueue } from './set-aside-queue.ts';

export type WorkQueueProps = Readonly<{
  settings: StageSettings;
  /** Last part of the queue's name. */
  name: string;
  /** Timeout of the function that reads the queue. */
  consumerTimeout: Duration;
  /** A message may wait so long before somebody is called; 10 minutes by default. */
  longestWait?: Duration;
}>;

/** SQS asks for a visibility of at least six times the function's timeout (Lambda developer guide, SQS). */
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
  /** How many of the worker all its queues may have run together, if it has more than this one. */
  ofAll?: number;
}>;

/** A queue that a function works through, with a dead-letter queue and an alarm when something lands in it. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    const { settings, name, consumerTimeout, longestWait = Duration.minutes(10) } = props;
    const queueName = `posthorn-${settings.stage}-${name}`;
    const deadLetters = new SetAsideQueue(this, 'DeadLetters', {
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
   * Has the function work through the queue in batches, returning only the messages that failed. Lambda polls in the
   * function's name and needs three rights for that (Lambda developer guide, SQS). The fourth lets the function have failed
   * messages come again soon.
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

/** Lambda has a queue run two at the least. */
const leastConcurrency = 2;

/**
 * The queue's share of what its worker may run. More than that would be refused and counted as received, until healthy
 * messages lie among the dead letters.
 */
function shareOf(room: number, { maxConcurrency, ofAll }: Readonly<{ maxConcurrency: number; ofAll: number }>): number {
  return Math.max(leastConcurrency, Math.floor((room * maxConcurrency) / ofAll));
}
