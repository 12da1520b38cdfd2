import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { attemptMemoryMb } from '../attempt-memory.ts';
import type { StageSettings } from '../stage-settings.ts';
import type { PosthornBus } from './posthorn-bus.ts';
import type { PosthornTable, TableAction } from './posthorn-table.ts';
import { RetryLanes } from './retry-lanes.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceSecrets } from './service-secrets.ts';
import type { StaticEgress } from './static-egress.ts';
import { WorkQueue } from './work-queue.ts';

export type DeliveryProps = Readonly<{
  settings: StageSettings;
  bundles: string;
  table: PosthornTable;
  secrets: ServiceSecrets;
  bus: PosthornBus;
  egress: StaticEgress | undefined;
}>;

type Attempter = Readonly<{
  name: string;
  description: string;
  /** The statements that write an attempt. */
  writes: readonly TableAction[];
}>;

/** Slow deliveries wait for their endpoints' capacity; an operator is paged later, yet before any is a dead letter. */
const slowWait = Duration.minutes(15);

/**
 * Outgoing deliveries: the fair delivery queue with the function that makes first attempts, and the retry queue with
 * the one that makes the others. Each has its own concurrency, so that old retries never delay fresh events; each also
 * has a queue for webhooks that have been slow lately, so that they delay no other.
 */
export class Delivery extends Construct {
  readonly queue: WorkQueue;
  readonly dispatch: ServiceFunction;
  readonly slowQueue: WorkQueue;
  readonly retries: WorkQueue;
  readonly slowRetries: WorkQueue;
  readonly retry: ServiceFunction;
  readonly lanes: RetryLanes;

  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    const { settings, bundles, table, bus } = props;
    this.dispatch = this.attempter(props, {
      name: 'dispatch-delivery',
      description: 'Sends deliveries over HTTPS and records their outcome',
      // The record, and its wait item after a failure; and the retention of its event, if that grew old in a queue.
      writes: ['PartiQLInsert', 'PartiQLUpdate'],
    });
    this.queue = new WorkQueue(this, 'Deliveries', {
      settings,
      name: 'deliveries',
      consumerTimeout: this.dispatch.timeout,
    });
    this.queue.addConsumer(this.dispatch, { batchSize: 10, maxConcurrency: 200, ofAll: 300 });
    this.slowQueue = new WorkQueue(this, 'SlowDeliveries', {
      settings,
      name: 'deliveries-slow',
      consumerTimeout: this.dispatch.timeout,
      longestWait: slowWait,
    });
    // Small batches, as some endpoints are slower than others; 500 requests at once
    // (functions/shared/domain/slowness.ts).
    this.slowQueue.addConsumer(this.dispatch, { batchSize: 5, maxConcurrency: 100, ofAll: 300 });
    this.slowQueue.grantSend(this.dispatch, 'SLOW_DELIVERY_QUEUE_URL');
    this.retry = this.attempter(props, {
      name: 'retry-delivery',
      description: 'Sends deliveries that lanes have released',
      // The record's change, another wait item, and the removal of the lease.
      writes: ['PartiQLUpdate', 'PartiQLInsert', 'PartiQLDelete'],
    });
    this.retries = new WorkQueue(this, 'Retries', { settings, name: 'retries', consumerTimeout: this.retry.timeout });
    this.retries.addConsumer(this.retry, { batchSize: 10, maxConcurrency: 150, ofAll: 190 });
    this.slowRetries = new WorkQueue(this, 'SlowRetries', {
      settings,
      name: 'retries-slow',
      consumerTimeout: this.retry.timeout,
      longestWait: slowWait,
    });
    this.slowRetries.addConsumer(this.retry, { batchSize: 5, maxConcurrency: 40, ofAll: 190 });
    this.slowRetries.grantSend(this.retry, 'SLOW_RETRY_QUEUE_URL');
    // A rule's next step is sent to this queue too.
    this.retries.grantSend(this.dispatch, 'RETRY_QUEUE_URL');
    this.retries.grantSend(this.retry, 'RETRY_QUEUE_URL');
    this.lanes = new RetryLanes(this, 'Lanes', {
      settings,
      bundles,
      table,
      bus,
      retries: this.retries,
      slowRetries: this.slowRetries,
    });
    this.lanes.grantStart(this.dispatch);
    this.lanes.grantStart(this.retry);
  }

  private attempter(props: DeliveryProps, { writes, ...what }: Attempter): ServiceFunction {
    const { settings, table, secrets, bus } = props;
    const attempter = new ServiceFunction(this, what.name === 'dispatch-delivery' ? 'Dispatch' : 'Retry', {
      ...props,
      ...what,
      // Both of a webhook's timeouts are 35 s at most; the rest is for reading and recording.
      timeout: Duration.seconds(60),
      memorySize: attemptMemoryMb,
    });
    attempter.set('RETENTION_DAYS', String(settings.retentionDays));
    attempter.set('ALLOWED_CIDRS', settings.allowedCidrs.join(','));
    table.grant(attempter, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', ...writes]);
    secrets.grantKeyring(attempter);
    bus.grantPublish(attempter);
    return attempter;
  }
}
