import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnEventBus, EventBus } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { resultSource } from '../../functions/shared/domain/result-types.ts';
import type { StageSettings } from '../stage-settings.ts';
import type { ServiceFunction } from './service-function.ts';

/** The bus that producers put events on, and where Posthorn tells what became of them. */
export class PosthornBus extends Construct {
  readonly bus: EventBus;
  readonly #arn: string;
  /** ARNs of the roles that results come from. */
  readonly #tellers: string[] = [];

  constructor(scope: Construct, id: string, { settings }: Readonly<{ settings: StageSettings }>) {
    super(scope, id);
    const eventBusName = `posthorn-${settings.stage}`;
    this.bus = new EventBus(this, 'Bus', { eventBusName });
    // Spelt, not referred to: the bus's own policy names it.
    this.#arn = Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: eventBusName });
    this.guard(settings.producerAccounts);
  }

  /** Lets the function put events on the bus and tells it which. */
  fedBy(publisher: ServiceFunction): void {
    publisher.set('BUS_NAME', this.bus.eventBusName);
    publisher.allow({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] });
  }

  /** Lets the function tell results on the bus, under the source that nobody else may use. */
  toldBy(teller: ServiceFunction): void {
    this.fedBy(teller);
    this.#tellers.push(teller.role.roleArn);
  }

  /** The bus's own policy, whole: a part added elsewhere would be lost with the next change of the bus. */
  private guard(producerAccounts: readonly string[]): void {
    const policy = new PolicyDocument({
      statements: [this.resultsFromOthers(), ...producerAccounts.map((account) => this.eventsFrom(account))],
    });
    const bus = this.bus.node.defaultChild;
    if (!(bus instanceof CfnEventBus)) throw new Error('The CDK no longer makes a bus of one resource');
    bus.policy = policy;
  }

  /**
   * Owners are mailed what results say, so nobody may forge one: not the account's own principals either, to whom their own
   * policies may give the right to put events. A denial in a resource's policy binds them too (IAM user guide, policy
   * evaluation; AWS's Landing Zone Accelerator denies PutEvents on its buses in this form).
   */
  private resultsFromOthers(): PolicyStatement {
    return new PolicyStatement({
      sid: 'ResultsFromOthers',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['events:PutEvents'],
      resources: [this.#arn],
      conditions: {
        // A call may put several events, each with its source.
        'ForAnyValue:StringEquals': { 'events:source': resultSource },
        ArnNotEquals: { 'aws:PrincipalArn': Lazy.list({ produce: () => this.#tellers }) },
      },
    });
  }

  /** Lets another account put events on the bus, and nothing else; in our own account a producer's own policy is enough. */
  private eventsFrom(account: string): PolicyStatement {
    return new PolicyStatement({
      sid: `PutEvents${account}`,
      principals: [new AccountPrincipal(account)],
      actions: ['events:PutEvents'],
      resources: [this.#arn],
      conditions: { 'ForAllValues:StringNotEquals': { 'events:source': resultSource } },
    });
  }
}
