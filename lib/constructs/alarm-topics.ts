import { Stack, Validations } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import { encryptionKey } from './encryption-key.ts';
import { ServiceAlarm, type Severity } from './service-alarm.ts';

/** Where alarms are published: one topic per severity, so that only what is urgent wakes anybody up. */
export class AlarmTopics extends Construct {
  readonly topics: Readonly<Record<Severity, Topic>>;
  readonly #key: IKey | undefined;
  readonly #routes: Readonly<Record<Severity, readonly ITopic[]>>;

  constructor(scope: Construct, id: string, { settings }: Readonly<{ settings: StageSettings }>) {
    super(scope, id);
    const { pageTopicArn } = settings;
    this.#key = encryptionKey(this, settings);
    this.topics = { page: this.createTopic('Page', settings), notice: this.createTopic('Notice', settings) };
    this.#routes = {
      page: [
        this.topics.page,
        ...(pageTopicArn === undefined ? [] : [Topic.fromTopicArn(this, 'YourPages', pageTopicArn)]),
      ],
      notice: [this.topics.notice],
    };
  }

  /** Has every alarm below the construct published; to be called when all are made. */
  routeAlarms(scope: Construct): void {
    for (const construct of scope.node.findAll()) {
      if (!(construct instanceof ServiceAlarm)) continue;
      for (const topic of this.#routes[construct.severity]) {
        construct.alarm.addAlarmAction(new SnsAction(topic));
        construct.alarm.addOkAction(new SnsAction(topic));
      }
    }
  }

  private createTopic(name: string, { stage, alarmEmail }: StageSettings): Topic {
    const topic = new Topic(this, name, {
      topicName: `posthorn-${stage}-alarms-${name.toLowerCase()}`,
      displayName: `Posthorn ${stage}: ${name}`,
      enforceSSL: true,
      masterKey: this.#key,
    });
    // A topic's own policy, which enforceSSL creates, replaces the default one, and with it the permission of the
    // account's alarms to publish (SNS developer guide, "Example cases"): without this grant no alarm would be
    // published.
    topic.grantPublish(
      new ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (alarmEmail !== undefined) topic.addSubscription(new EmailSubscription(alarmEmail));
    Validations.of(topic).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SNS2',
      reason:
        'Alarms hold names and numbers, never data; a key of our own would cost more than all else in a small stage',
    });
    return topic;
  }
}
