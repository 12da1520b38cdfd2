import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ConfigurationSet, SuppressionReasons } from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { escalatedTypes } from '../../functions/shared/events/domain/result-types.ts';
import type { StageSettings } from '../stage-settings.ts';
import type { PosthornBus } from './posthorn-bus.ts';
import type { PosthornTable } from './posthorn-table.ts';
import { ServiceAlarm } from './service-alarm.ts';
import { ownMetric, ServiceFunction } from './service-function.ts';
import { WorkQueue } from './work-queue.ts';

export type EscalationProps = Readonly<{
  settings: StageSettings;
  bundles: string;
  table: PosthornTable;
  bus: PosthornBus;
}>;

/** Mails owners about final failures: bus, queue, function, SES. */
export class Escalation extends Construct {
  readonly queue: WorkQueue;
  readonly escalate: ServiceFunction;

  constructor(scope: Construct, id: string, props: EscalationProps) {
    super(scope, id);
    const { settings, table, bus } = props;
    this.escalate = new ServiceFunction(this, 'Escalate', {
      ...props,
      name: 'escalate-failure',
      description: 'Mails owners about deliveries that finally failed',
      timeout: Duration.seconds(60),
      memorySize: 256,
      environment: {
        TABLE_NAME: (self) => table.grant(self, ['GetItem', 'PutItem']),
        SENDER_EMAIL: settings.senderEmail,
        MAIL_CONFIGURATION_SET: (self) => this.grantMail(self, settings),
      },
    });
    table.grantQueryIndex(this.escalate);
    this.queue = new WorkQueue(this, 'Queue', {
      settings,
      name: 'escalations',
      consumerTimeout: this.escalate.timeout,
    });
    this.queue.addConsumer(this.escalate, { batchSize: 10, maxConcurrency: 5 });
    this.routeFailures(bus);
    this.scheduleDigests();
    const period = Duration.hours(1);
    new ServiceAlarm(this, 'Refused', {
      settings,
      name: 'mails-refused',
      severity: 'notice',
      meaning:
        'SES refuses mails to owners. Each is retried with growing intervals; until then its owner is not informed.',
      runbook: 'mails-refused',
      metric: ownMetric(settings, { service: 'escalate-failure', metricName: 'MailsRefused', period }),
      threshold: 0,
    });
  }

  private routeFailures(bus: PosthornBus): void {
    const { queue, deadLetterQueue } = this.queue;
    new Rule(this, 'Failures', {
      eventBus: bus,
      description: 'Sends results that owners are mailed about to the escalation queue',
      eventPattern: { source: ['posthorn'], detailType: [...escalatedTypes] },
      targets: [new SqsQueue(queue, { deadLetterQueue, retryAttempts: 185 })],
    });
  }

  private scheduleDigests(): void {
    const { queue, deadLetterQueue } = this.queue;
    new Rule(this, 'Digests', {
      description: 'Triggers the function that sends mails that are due',
      schedule: Schedule.rate(Duration.minutes(5)),
      targets: [new SqsQueue(queue, { message: RuleTargetInput.fromObject({ kind: 'sweep' }), deadLetterQueue })],
    });
  }

  /**
   * Lets the function send mail in the sender's name, and never again to addresses that bounced or complained. Returns the
   * name of the configuration set.
   */
  private grantMail(sender: ServiceFunction, { stage, senderEmail }: StageSettings): string {
    const configurationSet = new ConfigurationSet(this, 'Mails', {
      configurationSetName: `posthorn-${stage}`,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
    });
    const ses = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
    sender.allow({
      actions: ['ses:SendEmail'],
      resources: [ses('identity', '*'), ses('configuration-set', configurationSet.configurationSetName)],
      conditions: { StringEquals: { 'ses:FromAddress': senderEmail } },
    });
    Validations.of(sender).acknowledge({
      id: 'AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*]',
      // SES requires the permission on the identity that verifies the sender, its address or a domain above it, and for
      // a recipient that is an identity of the account on that one too (aws-sdk-js issue 3641, terraform-aws-ses issue
      // 40).
      reason:
        'Recipients may be identities of the account, which cannot be named before; the sender is bound to one address',
    });
    return configurationSet.configurationSetName;
  }
}
