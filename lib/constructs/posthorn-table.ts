import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { isProduction, type StageSettings } from '../stage-settings.ts';
import { encryptionKey } from './encryption-key.ts';
import { removalPolicyOf } from './removal.ts';
import { ServiceAlarm } from './service-alarm.ts';
import type { ServiceFunction } from './service-function.ts';

export type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'
  | 'ConditionCheckItem'
  | 'PartiQLInsert'
  | 'PartiQLUpdate'
  | 'PartiQLDelete';

const waitingIndex = 'lane';

export const tableRequests = ['Read', 'Write'] as const;
export type TableRequest = (typeof tableRequests)[number];
export const tablePlaces = ['table', 'index'] as const;
export type TablePlace = (typeof tablePlaces)[number];

/** The one table, with one sparse index: only items with a due time have the index's keys. */
export class PosthornTable extends Construct {
  readonly table: Table;
  readonly #tableName: string;

  constructor(scope: Construct, id: string, { settings }: Readonly<{ settings: StageSettings }>) {
    super(scope, id);
    const key = encryptionKey(this, settings);
    this.#tableName = `posthorn-${settings.stage}`;
    this.table = new Table(this, 'Table', {
      tableName: this.#tableName,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...(key === undefined
        ? { encryption: TableEncryption.DEFAULT }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'ttl',
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: isProduction(settings),
      removalPolicy: removalPolicyOf(settings),
    });
    this.table.addGlobalSecondaryIndex({
      indexName: waitingIndex,
      partitionKey: { name: 'lane', type: AttributeType.STRING },
      sortKey: { name: 'dueAt', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.watch(settings);
  }

  /**
   * Requests that DynamoDB throttled in a minute. Those of an index are counted under the index's name only, also if
   * they are why a write to the table was throttled (DynamoDB developer guide, "DynamoDB metrics and dimensions").
   */
  throttleMetric(kind: TableRequest, place: TablePlace): Metric {
    const { tableName: TableName } = this.table;
    return this.table.metric(`${kind}ThrottleEvents`, {
      dimensionsMap: { TableName, ...(place === 'index' && { GlobalSecondaryIndexName: waitingIndex }) },
      statistic: 'sum',
      period: Duration.minutes(1),
    });
  }

  private watch(settings: StageSettings): void {
    for (const place of tablePlaces) {
      for (const kind of tableRequests) {
        new ServiceAlarm(this, `${place === 'index' ? 'Index' : ''}${kind}Throttles`, {
          settings,
          name: `${place}-${kind.toLowerCase()}-throttles`,
          severity: 'notice',
          meaning: `${kind} requests to the ${place} are throttled: one partition is too busy, or the load grew faster than its capacity.`,
          runbook: 'table-throttles',
          metric: this.throttleMetric(kind, place),
          threshold: 100,
          periods: 3,
          outOf: 5,
        });
      }
    }
  }

  /** Lets the function do the named actions on the table. Returns the table's name. */
  grant(user: ServiceFunction, actions: readonly TableAction[]): string {
    user.allow({ actions: actions.map((action) => `dynamodb:${action}`), resources: [this.table.tableArn] });
    return this.table.tableName;
  }

  /** Lets the function query the sparse index. */
  grantQueryIndex(reader: ServiceFunction): void {
    reader.allow({ actions: ['dynamodb:Query'], resources: [`${this.table.tableArn}/index/${waitingIndex}`] });
  }

  /** The stream of the table's changes. */
  get streamArn(): string {
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error('The table has no stream');
    return tableStreamArn;
  }

  /** Lets Lambda read the stream in the function's name (Lambda developer guide, DynamoDB streams). */
  grantStreamRead(reader: ServiceFunction): void {
    reader.allow({
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
      resources: [this.streamArn],
    });
    const anyStream = Stack.of(this).formatArn({
      service: 'dynamodb',
      resource: 'table',
      resourceName: `${this.#tableName}/stream/*`,
    });
    reader.allow({ actions: ['dynamodb:ListStreams'], resources: [anyStream] });
    Validations.of(reader).acknowledge({
      id: `AwsSolutions::AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/${this.#tableName}/stream/*]`,
      reason: 'The streams of a table are listed together; this one has one',
    });
  }
}
