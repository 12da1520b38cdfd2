import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { isProduction, type StageSettings } from '../stage-settings.ts';
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
  | 'PartiQLUpdate';

const waitingIndex = 'lane';

/** The one table, with one sparse index: only what waits for its time has the index's keys. */
export class PosthornTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { settings }: Readonly<{ settings: StageSettings }>) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: `posthorn-${settings.stage}`,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.DEFAULT,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'ttl',
      deletionProtection: isProduction(settings),
      removalPolicy: isProduction(settings) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: waitingIndex,
      partitionKey: { name: 'lane', type: AttributeType.STRING },
      sortKey: { name: 'dueAt', type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.watch(settings);
  }

  private watch(settings: StageSettings): void {
    for (const kind of ['Read', 'Write']) {
      new ServiceAlarm(this, `${kind}Throttles`, {
        settings,
        name: `table-${kind.toLowerCase()}-throttles`,
        severity: 'notice',
        meaning: `The table refuses ${kind.toLowerCase()}s: one partition is too busy, or all grew faster than the table could.`,
        runbook: 'table-throttles',
        metric: this.table.metric(`${kind}ThrottleEvents`, { statistic: 'sum', period: Duration.minutes(1) }),
        threshold: 100,
        periods: 3,
        outOf: 5,
      });
    }
  }

  /** Lets the function do the named actions on the table and tells it the table's name. */
  usedBy(user: ServiceFunction, actions: readonly TableAction[]): void {
    user.set('TABLE_NAME', this.table.tableName);
    user.allow({ actions: actions.map((action) => `dynamodb:${action}`), resources: [this.table.tableArn] });
  }

  /** Lets the function query the sparse index. */
  indexReadBy(reader: ServiceFunction): void {
    reader.allow({ actions: ['dynamodb:Query'], resources: [`${this.table.tableArn}/index/${waitingIndex}`] });
  }
}
