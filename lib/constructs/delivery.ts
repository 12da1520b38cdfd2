import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { attemptMemoryMb } from '../attempt-memory.ts';
import type { StageSettings } from '../stage-settings.ts';
import type { PosthornBus } from './posthorn-bus.ts';
import type { PosthornTable, TableAction } from './posthorn-table.ts';
import { RetryLanes } from './retry-lanes.ts';
import { type FunctionEnvironment, ServiceFunction } from './service-function.ts';
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

/** What first attempts and retries have in common. */
type AttempterEnvironment = Omit<FunctionEnvironment<'retry-delivery'>, 'SLOW_RETRY_QUEUE_URL'>;

/** Both of a webhook's clocks at their longest are 35 s; the rest is for reading and recording. */
const attempterTimeout = Duration.seconds(60);
const attempterSize = { timeout: attempterTimeout, memorySize: attemptMemoryMb };

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
    const queue = { settings, consumerTimeout: attempterTimeout };
    this.queue = new WorkQueue(this, 'Deliveries', { ...queue, name: 'deliveries' });
    this.slowQueue = new WorkQueue(this, 'SlowDeliveries', {
      ...queue,
      name: 'deliveries-slow',
      longestWait: slowWait,
    });
    this.retries = new WorkQueue(this, 'Retries', { ...queue, name: 'retries' });
    this.slowRetries = new WorkQueue(this, 'SlowRetries', { ...queue, name: 'retries-slow', longestWait: slowWait });
    const { retries, slowRetries } = this;
    this.lanes = new RetryLanes(this, 'Lanes', { settings, bundles, table, bus, retries, slowRetries });
    this.dispatch = this.createDispatch(props);
    this.retry = this.createRetry(props);
    this.queue.addConsumer(this.dispatch, { batchSize: 10, maxConcurrency: 200, ofAll: 300 });
    // Small batches, as some endpoints are slower than others; 500 requests at once (functions/shared/lanes/domain/slowness.ts).
    this.slowQueue.addConsumer(this.dispatch, { batchSize: 5, maxConcurrency: 100, ofAll: 300 });
    this.retries.addConsumer(this.retry, { batchSize: 10, maxConcurrency: 150, ofAll: 190 });
    this.slowRetries.addConsumer(this.retry, { batchSize: 5, maxConcurrency: 40, ofAll: 190 });
  }

  private createDispatch(props: DeliveryProps): ServiceFunction {
    return new ServiceFunction(this, 'Dispatch', {
      ...props,
      ...attempterSize,
      name: 'dispatch-delivery',
      description: 'Sends deliveries over HTTPS and records their outcome',
      environment: {
        // The record, and its wait item if it failed; and the time for which its event is kept, if that grew old in a queue.
        ...this.attempterEnvironment(props, ['PartiQLInsert', 'PartiQLUpdate']),
        SLOW_DELIVERY_QUEUE_URL: (self) => this.slowQueue.grantSend(self),
      },
    });
  }

  private createRetry(props: DeliveryProps): ServiceFunction {
    return new ServiceFunction(this, 'Retry', {
      ...props,
      ...attempterSize,
      name: 'retry-delivery',
      description: 'Sends deliveries that lanes have released',
      environment: {
        // The record's change, another wait item, and the end of the lease.
        ...this.attempterEnvironment(props, ['PartiQLUpdate', 'PartiQLInsert', 'PartiQLDelete']),
        SLOW_RETRY_QUEUE_URL: (self) => this.slowRetries.grantSend(self),
      },
    });
  }

  /** `writes` are the statements that write an attempt. */
  private attempterEnvironment(
    { settings, table, secrets, bus }: DeliveryProps,
    writes: readonly TableAction[],
  ): AttempterEnvironment {
    return {
      TABLE_NAME: (self) => table.grant(self, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', ...writes]),
      KEYRING_SECRET_ARN: (self) => secrets.grantKeyring(self),
      RETENTION_DAYS: String(settings.retentionDays),
      BUS_NAME: (self) => bus.grantPublish(self),
      LANES_ARN: (self) => this.lanes.grantStart(self),
      // A rule's next step goes this way too.
      RETRY_QUEUE_URL: (self) => this.retries.grantSend(self),
      ALLOWED_CIDRS: settings.allowedCidrs.join(','),
    };
  }
}
