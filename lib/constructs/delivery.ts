import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import type { PosthornTable } from './posthorn-table.ts';
import { ServiceFunction } from './service-function.ts';
import type { ServiceSecrets } from './service-secrets.ts';
import { WorkQueue } from './work-queue.ts';

export type DeliveryProps = Readonly<{
  settings: StageSettings;
  bundles: string;
  table: PosthornTable;
  secrets: ServiceSecrets;
}>;

/** The way out: the fair delivery queue and the function that sends. */
export class Delivery extends Construct {
  readonly queue: WorkQueue;
  readonly dispatch: ServiceFunction;

  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    const { settings, table, secrets } = props;
    this.dispatch = new ServiceFunction(this, 'Dispatch', {
      ...props,
      name: 'dispatch-delivery',
      description: 'Sends deliveries over HTTPS and records what came of them',
      // Both of a webhook's clocks at their longest are 35 s; the rest is for reading and recording.
      timeout: Duration.seconds(60),
      memorySize: 512,
    });
    this.queue = new WorkQueue(this, 'Deliveries', {
      settings,
      name: 'deliveries',
      consumerTimeout: this.dispatch.timeout,
    });
    this.queue.workedBy(this.dispatch, { batchSize: 10, maxConcurrency: 200 });
    this.dispatch.set('RETENTION_DAYS', String(settings.retentionDays));
    this.dispatch.set('ALLOWED_CIDRS', settings.allowedCidrs.join(','));
    table.usedBy(this.dispatch, ['GetItem', 'BatchGetItem', 'PartiQLInsert']);
    secrets.keyringReadBy(this.dispatch);
  }
}
