import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Delivery } from './constructs/delivery.ts';
import { Escalation } from './constructs/escalation.ts';
import { EventIntake } from './constructs/event-intake.ts';
import { ManagementApi } from './constructs/management-api.ts';
import { PosthornBus } from './constructs/posthorn-bus.ts';
import { PosthornTable } from './constructs/posthorn-table.ts';
import { ServiceSecrets } from './constructs/service-secrets.ts';
import type { StageSettings } from './stage-settings.ts';

export type PosthornStackProps = StackProps &
  Readonly<{
    settings: StageSettings;
    /** Folder that holds the functions' bundles. */
    bundles: string;
  }>;

/** One stage of Posthorn, whole; it only composes. */
export class PosthornStack extends Stack {
  constructor(scope: Construct, id: string, { settings, bundles, ...props }: PosthornStackProps) {
    super(scope, id, props);
    const table = new PosthornTable(this, 'Table', { settings });
    const secrets = new ServiceSecrets(this, 'Secrets', { settings });
    const bus = new PosthornBus(this, 'Bus', { settings });
    const delivery = new Delivery(this, 'Delivery', { settings, bundles, table, secrets, bus });
    const intake = new EventIntake(this, 'Intake', { settings, bundles, table, bus, deliveries: delivery.queue });
    const escalation = new Escalation(this, 'Escalation', { settings, bundles, table, bus });
    const api = new ManagementApi(this, 'Api', { settings, bundles, table, secrets, bus });

    this.tell({
      ApiUrl: api.url,
      BusName: bus.bus.eventBusName,
      TableName: table.table.tableName,
      AdminKeySecretArn: secrets.adminKey.secretArn,
      KeyringSecretArn: secrets.keyring.secretArn,
      EventsQueueUrl: intake.events.queue.queueUrl,
      EventsDeadLetterQueueUrl: intake.events.deadLetterQueue.queueUrl,
      DeliveryQueueUrl: delivery.queue.queue.queueUrl,
      DeliveryDeadLetterQueueUrl: delivery.queue.deadLetterQueue.queueUrl,
      RetryQueueUrl: delivery.retries.queue.queueUrl,
      EscalationDeadLetterQueueUrl: escalation.queue.deadLetterQueue.queueUrl,
      LanesArn: delivery.lanes.stateMachine.stateMachineArn,
      RejectedEventsQueueUrl: intake.rejectedEvents.queueUrl,
      FanOutFunctionName: intake.fanOut.lambda.functionName,
      DispatchFunctionName: delivery.dispatch.lambda.functionName,
    });
  }

  /** Prints values after a deployment, under names that operators and tests rely on. */
  private tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
