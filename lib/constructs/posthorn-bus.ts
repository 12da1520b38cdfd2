import { EventBus } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import type { ServiceFunction } from './service-function.ts';

/** The bus that producers put events on, and where Posthorn tells what became of them. */
export class PosthornBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, { settings }: Readonly<{ settings: StageSettings }>) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: `posthorn-${settings.stage}` });
  }

  /** Lets the function put events on the bus and tells it which. */
  fedBy(publisher: ServiceFunction): void {
    publisher.set('BUS_NAME', this.bus.eventBusName);
    publisher.allow({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] });
  }
}
