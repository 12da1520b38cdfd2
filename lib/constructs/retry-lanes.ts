import { ArnFormat, Duration, Stack, Validations } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Choice,
  Condition,
  CustomState,
  DefinitionBody,
  StateMachine,
  Succeed,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { StageSettings } from '../stage-settings.ts';
import type { PosthornBus } from './posthorn-bus.ts';
import type { PosthornTable } from './posthorn-table.ts';
import { ServiceAlarm } from './service-alarm.ts';
import { ownMetric, ServiceFunction } from './service-function.ts';
import { WorkQueue } from './work-queue.ts';

export type RetryLanesProps = Readonly<{
  settings: StageSettings;
  bundles: string;
  table: PosthornTable;
  bus: PosthornBus;
  /** Lanes send released deliveries here. */
  retries: WorkQueue;
  /** And here, for webhooks that have been slow lately. */
  slowRetries: WorkQueue;
}>;

const releaseActions = [
  'GetItem',
  'BatchGetItem',
  'Query',
  'PutItem',
  'UpdateItem',
  'PartiQLInsert',
  'PartiQLUpdate',
  'PartiQLDelete',
] as const;

/** How often lanes are searched for that are overdue (by two minutes), or are to be checked. */
const reconcileEvery = Duration.minutes(1);

/** Step Functions executions for webhooks with waiting deliveries, and what restarts executions and closes lanes. */
export class RetryLanes extends Construct {
  readonly release: ServiceFunction;
  readonly reconcile: ServiceFunction;
  readonly reconciliations: WorkQueue;
  readonly stateMachine: StateMachine;
  /** A literal name, not a reference: the machine calls a function that itself starts executions. */
  readonly #arn: string;

  constructor(scope: Construct, id: string, props: RetryLanesProps) {
    super(scope, id);
    const { settings, table, bus, retries, slowRetries } = props;
    const stateMachineName = `posthorn-${settings.stage}-lanes`;
    const arnFormat = ArnFormat.COLON_RESOURCE_NAME;
    this.#arn = Stack.of(this).formatArn({
      service: 'states',
      resource: 'stateMachine',
      resourceName: stateMachineName,
      arnFormat,
    });
    this.release = new ServiceFunction(this, 'Release', {
      ...props,
      name: 'release-deliveries',
      description: 'Wakes a lane: releases the deliveries that may be sent and returns the time of the next wake',
      timeout: Duration.seconds(60),
      memorySize: 512,
      environment: {
        TABLE_NAME: (self) => table.grant(self, releaseActions),
        RETENTION_DAYS: String(settings.retentionDays),
        BUS_NAME: (self) => bus.grantPublish(self),
        LANES_ARN: (self) => this.grantStart(self),
        RETRY_QUEUE_URL: (self) => retries.grantSend(self),
        SLOW_RETRY_QUEUE_URL: (self) => slowRetries.grantSend(self),
      },
    });
    this.stateMachine = this.createStateMachine(stateMachineName);
    this.reconcile = new ServiceFunction(this, 'Reconcile', {
      ...props,
      name: 'reconcile-lanes',
      description: 'Restarts lanes whose execution is late or has failed, and closes empty lanes',
      timeout: Duration.seconds(60),
      memorySize: 256,
      environment: {
        TABLE_NAME: (self) => table.grant(self, ['BatchGetItem', 'Query', 'PutItem']),
        LANES_ARN: (self) => this.grantStart(self),
      },
    });
    this.reconciliations = this.createReconciliations(props);
    this.watch(settings);
  }

  private watch(settings: StageSettings): void {
    const period = Duration.minutes(5);
    new ServiceAlarm(this, 'Failed', {
      settings,
      name: 'lanes-failed',
      severity: 'notice',
      meaning: 'Executions of lanes fail. Each is restarted within minutes: retries are late, but none is lost.',
      runbook: 'lanes-failed',
      metric: this.stateMachine.metricFailed({ period }),
      threshold: 0,
      periods: 2,
      outOf: 3,
    });
    // Whoever fails to start a lane leaves it to the reconciler, which tries again every two minutes (overdueAfterMs): if it
    // keeps failing, nobody starts lanes any more, and no other alarm shows it.
    new ServiceAlarm(this, 'NotStarted', {
      settings,
      name: 'lanes-not-started',
      severity: 'page',
      meaning: 'Executions of lanes cannot be started. Failed deliveries are not retried until they can; none is lost.',
      runbook: 'lanes-not-started',
      metric: ownMetric(settings, { service: 'reconcile-lanes', metricName: 'LanesNotStarted', period }),
      threshold: 0,
      periods: 2,
      outOf: 3,
    });
  }

  /** Lets the function start lanes. Returns the ARN of the state machine that runs them. */
  grantStart(starter: ServiceFunction): string {
    starter.allow({ actions: ['states:StartExecution'], resources: [this.#arn] });
    return this.#arn;
  }

  /** Sleeps, wakes the lane, and repeats until the lane ends the execution. The state holds ids and times only. */
  private createStateMachine(stateMachineName: string): StateMachine {
    const wait = new Wait(this, 'Wait until it is time', { time: WaitTime.secondsPath('$.waitSeconds') });
    // The library's task would be granted every version of the function by wildcard.
    const wake = new CustomState(this, 'Release what is due', {
      stateJson: {
        Type: 'Task',
        Resource: this.release.lambda.functionArn,
        // Twenty tries spread over a quarter of an hour outlast most outages; after them reconciliation takes over.
        Retry: [
          { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: 20 },
        ],
      },
    });
    const isOver = new Choice(this, 'Is it over?')
      .when(Condition.stringEquals('$.next', 'sleep'), wait)
      .otherwise(new Succeed(this, 'Over'));
    const stateMachine = new StateMachine(this, 'Lanes', {
      stateMachineName,
      definitionBody: DefinitionBody.fromChainable(wait.next(wake).next(isOver)),
      role: new Role(this, 'Role', {
        assumedBy: new ServicePrincipal('states.amazonaws.com'),
        inlinePolicies: {
          release: new PolicyDocument({
            statements: [
              new PolicyStatement({
                actions: ['lambda:InvokeFunction'],
                resources: [this.release.lambda.functionArn],
              }),
            ],
          }),
        },
      }),
      comment: "A webhook's lane: waits until deliveries are due and has them released",
    });
    Validations.of(stateMachine).acknowledge(
      {
        id: 'AwsSolutions::AwsSolutions-SF1',
        reason: 'Each wake writes its own log line; a log of every state would cost more than the lanes themselves',
      },
      { id: 'AwsSolutions::AwsSolutions-SF2', reason: 'Three states in a loop: a trace would show nothing more' },
    );
    return stateMachine;
  }

  private createReconciliations({ settings, table }: RetryLanesProps): WorkQueue {
    const { reconcile } = this;
    table.grantQueryIndex(reconcile);
    const queue = new WorkQueue(this, 'Reconciliations', {
      settings,
      name: 'reconciliations',
      consumerTimeout: reconcile.timeout,
    });
    queue.addConsumer(reconcile, { batchSize: 10, maxConcurrency: 2 });
    const deadLetterQueue = queue.deadLetterQueue;
    new Rule(this, 'Sweep', {
      description: 'Triggers the reconciler, which restarts overdue lanes and closes empty ones',
      schedule: Schedule.rate(reconcileEvery),
      targets: [new SqsQueue(queue.queue, { message: RuleTargetInput.fromObject({ kind: 'sweep' }), deadLetterQueue })],
    });
    new Rule(this, 'FailedExecutions', {
      description: 'Restarts lanes whose execution failed',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [this.#arn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
      },
      targets: [new SqsQueue(queue.queue, { deadLetterQueue, retryAttempts: 185 })],
    });
    return queue;
  }
}
