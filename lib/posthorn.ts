import { join } from 'node:path';
import type { IMetric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { Activity } from './constructs/activity.ts';
import { AlarmTopics } from './constructs/alarm-topics.ts';
import { Delivery } from './constructs/delivery.ts';
import { Escalation } from './constructs/escalation.ts';
import { EventArchive } from './constructs/event-archive.ts';
import { EventIntake } from './constructs/event-intake.ts';
import { ManagementApi } from './constructs/management-api.ts';
import { PosthornBus } from './constructs/posthorn-bus.ts';
import { type PosthornMetric, posthornMetric } from './constructs/posthorn-metrics.ts';
import { PosthornTable } from './constructs/posthorn-table.ts';
import { SenderIdentity } from './constructs/sender-identity.ts';
import { ServiceDashboard } from './constructs/service-dashboard.ts';
import { checkReservations } from './constructs/service-function.ts';
import { ServiceSecrets } from './constructs/service-secrets.ts';
import { StageParameters } from './constructs/stage-parameters.ts';
import { StaticEgress } from './constructs/static-egress.ts';
import { type PosthornProps, parseStageSettings, type StageSettings } from './stage-settings.ts';

export type { PosthornMetric, PosthornProps };

/** The package's bundles are beside its one file; the app of this repository makes its own and passes their folder. */
const packagedBundles = join(import.meta.dirname, 'functions');

/** Posthorn in full: a bus for events, an HTTPS API to configure webhooks, and their delivery. */
export class Posthorn extends Construct {
  /** Receives events; grant producers access with `bus.grantPutEvents(producer)`. */
  readonly bus: PosthornBus;
  /** The URL of the management API, without a trailing slash: `${apiUrl}/v1/spaces`. */
  readonly apiUrl: string;
  /** The first key of the platform's administrators. */
  readonly adminKeySecret: ISecret;
  /** The table with all data. */
  readonly table: ITable;
  /** The topics of alarms: those that need action at once, and those that can wait for the next working day. */
  readonly alarmTopics: Readonly<{ page: ITopic; notice: ITopic }>;
  /** The values to which the runbook refers and which a deployment should print, by the runbook's names. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly #settings: StageSettings;

  constructor(scope: Construct, id: string, props: PosthornProps & OwnBundles) {
    super(scope, id);
    const { bundles = packagedBundles, ...given } = props;
    const settings = parseStageSettings(given, (name) => `the property ${name}`);
    this.#settings = settings;
    const table = new PosthornTable(this, 'Table', { settings });
    const secrets = new ServiceSecrets(this, 'Secrets', { settings });
    const bus = new PosthornBus(this, 'Bus', { settings });
    const egress = settings.staticEgress ? new StaticEgress(this, 'Egress', { settings }) : undefined;
    const delivery = new Delivery(this, 'Delivery', { settings, bundles, table, secrets, bus, egress });
    const intake = new EventIntake(this, 'Intake', { settings, bundles, table, bus, deliveries: delivery.queue });
    const escalation = new Escalation(this, 'Escalation', { settings, bundles, table, bus });
    const api = new ManagementApi(this, 'Api', { settings, bundles, table, secrets, bus, egress, delivery });
    new Activity(this, 'Activity', { settings, bundles, table });
    const identity = settings.senderIdentity;
    const sender = identity === undefined ? undefined : new SenderIdentity(this, 'Sender', { identity });
    if (settings.eventArchiveDays !== undefined) {
      new EventArchive(this, 'Archive', { settings, bus, days: settings.eventArchiveDays });
    }
    new StageParameters(this, 'Parameters', { settings, busName: bus.eventBusName, apiUrl: api.url });
    checkReservations(this, settings);
    new ServiceDashboard(this, 'Dashboard', { settings, table, api: api.api });
    const alarms = new AlarmTopics(this, 'Alarms', { settings });
    alarms.routeAlarms(this);

    this.bus = bus;
    this.apiUrl = api.url;
    this.adminKeySecret = secrets.adminKey;
    this.table = table.table;
    this.alarmTopics = alarms.topics;
    this.outputs = outputsOf({ api, bus, table, secrets, intake, delivery, escalation, egress, sender });
  }

  /** A metric of Posthorn's own: a sum over five minutes, unless the options say otherwise. */
  metric(name: PosthornMetric, options: MetricOptions = {}): IMetric {
    return posthornMetric(this.#settings, { ...options, name });
  }
}

type Parts = Readonly<{
  api: ManagementApi;
  bus: PosthornBus;
  table: PosthornTable;
  secrets: ServiceSecrets;
  intake: EventIntake;
  delivery: Delivery;
  escalation: Escalation;
  egress: StaticEgress | undefined;
  sender: SenderIdentity | undefined;
}>;

function outputsOf(parts: Parts): Posthorn['outputs'] {
  const { api, bus, table, secrets, intake, delivery, escalation, egress, sender } = parts;
  return {
    ApiUrl: api.url,
    BusName: bus.eventBusName,
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
    ...(api.dnsRecord && { ApiDnsRecord: api.dnsRecord }),
    ...(sender?.dnsRecords && { SenderDnsRecords: sender.dnsRecords }),
  };
}

/** For the app of this repository only. */
type OwnBundles = Readonly<{
  /**
   * Folder that holds the functions' bundles.
   * @internal
   */
  bundles?: string;
}>;
