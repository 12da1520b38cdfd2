import { Duration } from 'aws-cdk-lib';
import { Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { resultTypes } from '../../functions/shared/events/domain/result-types.ts';
import { resultSource } from '../../functions/shared/platform/domain/result-source.ts';
import type { StageSettings } from '../stage-settings.ts';
import type { PosthornBus } from './posthorn-bus.ts';
import type { PosthornTable } from './posthorn-table.ts';
import { QuarantineQueue } from './quarantine-queue.ts';
import { ServiceFunction } from './service-function.ts';
import { WorkQueue } from './work-queue.ts';

export type EventIntakeProps = Readonly<{
  settings: StageSettings;
  bundles: string;
  table: PosthornTable;
  deliveries: WorkQueue;
  bus: PosthornBus;
}>;

const fanOutTimeout = Duration.seconds(60);

/** The way in: the bus's rule, the events queue, and the function that fans each event out. */
export class EventIntake extends Construct {
  readonly events: WorkQueue;
  readonly rejectedEvents: Queue;
  readonly fanOut: ServiceFunction;

  constructor(scope: Construct, id: string, props: EventIntakeProps) {
    super(scope, id);
    const { settings, table, deliveries } = props;
    this.events = new WorkQueue(this, 'Events', { settings, name: 'events', consumerTimeout: fanOutTimeout });
    const rejectedEvents = new QuarantineQueue(this, 'RejectedEvents', {
      settings,
      name: 'events-rejected',
      meaning:
        'Invalid events are in the rejected-events queue, each with its reason in the message attribute "reason".',
      severity: 'notice',
      runbook: 'rejected-events',
    });
    this.rejectedEvents = rejectedEvents.queue;
    new Rule(this, 'AllEvents', {
      eventBus: props.bus,
      description: 'Sends events of producers to the events queue',
      eventPattern: { source: Match.anythingBut(resultSource) },
      targets: [this.queueTarget()],
    });
    new Rule(this, 'Results', {
      eventBus: props.bus,
      description: 'Sends results of deliveries to the events queue, for webhooks that subscribe to them by name',
      eventPattern: { source: [resultSource], detailType: [...resultTypes] },
      targets: [this.queueTarget()],
    });
    this.fanOut = new ServiceFunction(this, 'FanOut', {
      ...props,
      name: 'fan-out-event',
      description: 'Finds the subscribers of each event and sends one message per delivery',
      timeout: fanOutTimeout,
      memorySize: 512,
      environment: {
        TABLE_NAME: (self) => table.grant(self, ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'PartiQLInsert']),
        EVENTS_QUEUE_URL: (self) => this.events.grantSend(self),
        DELIVERY_QUEUE_URL: (self) => deliveries.grantSend(self),
        REJECTED_EVENTS_QUEUE_URL: (self) => rejectedEvents.grantSend(self),
        RETENTION_DAYS: String(settings.retentionDays),
      },
    });
    this.events.addConsumer(this.fanOut, { batchSize: 10, maxConcurrency: 50 });
  }

  /** EventBridge gives up after 24 hours unless the target has a dead-letter queue of its own. */
  private queueTarget(): SqsQueue {
    return new SqsQueue(this.events.queue, { deadLetterQueue: this.events.deadLetterQueue, retryAttempts: 185 });
  }
}
