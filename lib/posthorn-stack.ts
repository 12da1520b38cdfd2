import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AlarmTopics } from './constructs/alarm-topics.ts';
import { Delivery } from './constructs/delivery.ts';
import { Escalation } from './constructs/escalation.ts';
import { EventIntake } from './constructs/event-intake.ts';
import { ManagementApi } from './constructs/management-api.ts';
import { PosthornBus } from './constructs/posthorn-bus.ts';
import { PosthornTable } from './constructs/posthorn-table.ts';
import { SenderIdentity } from './constructs/sender-identity.ts';
import { ServiceDashboard } from './constructs/service-dashboard.ts';
import { ServiceSecrets } from './constructs/service-secrets.ts';
import { StaticEgress } from './constructs/static-egress.ts';
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
    const egress = settings.staticEgress ? new StaticEgress(this, 'Egress') : undefined;
    const delivery = new Delivery(this, 'Delivery', { settings, bundles, table, secrets, bus, egress });
    const intake = new EventIntake(this, 'Intake', { settings, bundles, table, bus, deliveries: delivery.queue });
    const escalation = new Escalation(this, 'Escalation', { settings, bundles, table, bus });
    const api = new ManagementApi(this, 'Api', { settings, bundles, table, secrets, bus, egress, delivery });
    if (settings.senderIdentity !== undefined) {
      new SenderIdentity(this, 'Sender', { identity: settings.senderIdentity });
    }
    new ServiceDashboard(this, 'Dashboard', { settings, table, api: api.api });
    new AlarmTopics(this, 'Alarms', { settings }).tellOfAlarmsIn(this);

    this.tell({
      ApiUrl: api.url,
      BusName: bus.bus.eventBusName,
      TableName: table.table.tableName,
      AdminKeySecretArn: secrets.adminKey.secretArn,
      KeyringSecretArn: secrets.keyring.secretArn,
      ...(secrets.origin && { OriginSecretArn: secrets.origin.secretArn }),
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
      ...(egress && { EgressAddresses: egress.addresses }),
    });
  }

  /** Prints values after a deployment, under names that operators and tests rely on. */
  private tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
