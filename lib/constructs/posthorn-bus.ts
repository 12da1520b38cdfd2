import { Lazy, Stack } from 'aws-cdk-lib';
import { CfnEventBus, EventBus } from 'aws-cdk-lib/aws-events';
import {
  AccountPrincipal,
  type AddToResourcePolicyResult,
  AnyPrincipal,
  Effect,
  Grant,
  type IGrantable,
  PolicyDocument,
  PolicyStatement,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { resultSource } from '../../functions/shared/platform/domain/result-source.ts';
import type { StageSettings } from '../stage-settings.ts';
import type { ServiceFunction } from './service-function.ts';

/** The bus that producers put events on, and where Posthorn publishes what became of them. */
export class PosthornBus extends EventBus {
  readonly #arn: string;
  /** ARNs of the roles that results come from. */
  readonly #publishers: string[] = [];
  /** The bus's own policy, whole: a part added as a resource of its own would be lost with the next change of the bus. */
  readonly #policy = new PolicyDocument({ assignSids: true });

  constructor(scope: Construct, id: string, { settings }: Readonly<{ settings: StageSettings }>) {
    const eventBusName = `posthorn-${settings.stage}`;
    super(scope, id, { eventBusName });
    // A literal name, not a reference: the bus's own policy names it.
    this.#arn = Stack.of(this).formatArn({ service: 'events', resource: 'event-bus', resourceName: eventBusName });
    const bus = this.node.defaultChild;
    if (!(bus instanceof CfnEventBus)) throw new Error('The CDK no longer makes a bus of one resource');
    bus.policy = this.#policy;
    this.#policy.addStatements(
      this.denialOfOthersResults(),
      ...settings.producerAccounts.map((account) => this.permissionToPutEvents(account)),
    );
  }

  /** Lets a producer put events on the bus, under any source except Posthorn's own. */
  grantPutEvents(producer: IGrantable): Grant {
    return Grant.addToPrincipalOrResource({
      grantee: producer,
      actions: ['events:PutEvents'],
      resourceArns: [this.eventBusArn],
      resourceSelfArns: [this.#arn],
      resource: this,
      conditions: notOurs,
    });
  }

  override addToResourcePolicy(statement: PolicyStatement): AddToResourcePolicyResult {
    this.#policy.addStatements(statement);
    return { statementAdded: true, policyDependable: this };
  }

  /**
   * Lets the function put events on the bus. Returns the bus's name.
   * @internal
   */
  grantSend(publisher: ServiceFunction): string {
    publisher.allow({ actions: ['events:PutEvents'], resources: [this.eventBusArn] });
    return this.eventBusName;
  }

  /**
   * Lets the function publish results and changes on the bus, under the source that nobody else may use. Returns the bus's name.
   * @internal
   */
  grantPublish(publisher: ServiceFunction): string {
    this.#publishers.push(publisher.role.roleArn);
    return this.grantSend(publisher);
  }

  /**
   * Owners are mailed the content of results, so no other caller may publish one: not the account's own principals
   * either, whose own policies may allow them to put events. A denial in a resource's policy binds them too (IAM user
   * guide, policy evaluation; AWS's Landing Zone Accelerator denies PutEvents on its buses in this form).
   */
  private denialOfOthersResults(): PolicyStatement {
    return new PolicyStatement({
      sid: 'ResultsFromOthers',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['events:PutEvents'],
      resources: [this.#arn],
      conditions: {
        'ForAnyValue:StringEquals': { 'events:source': resultSource },
        ArnNotEquals: { 'aws:PrincipalArn': Lazy.list({ produce: () => this.#publishers }) },
      },
    });
  }

  /** Lets another account put events on the bus, and nothing else; in our own account a producer's policy is enough. */
  private permissionToPutEvents(account: string): PolicyStatement {
    return new PolicyStatement({
      sid: `PutEvents${account}`,
      principals: [new AccountPrincipal(account)],
      actions: ['events:PutEvents'],
      resources: [this.#arn],
      conditions: notOurs,
    });
  }
}

/** A call may put several events, each with its source. */
const notOurs = { 'ForAllValues:StringNotEquals': { 'events:source': resultSource } };
