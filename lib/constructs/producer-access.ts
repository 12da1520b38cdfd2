import type { EventBus } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';

export type ProducerAccess = Readonly<{
  bus: EventBus;
  /** AWS account ids. */
  accounts: readonly string[];
}>;

/** Lets other accounts put events on the bus, and nothing else; in our own account a producer's own policy is enough. */
export function allowProducers({ bus, accounts }: ProducerAccess): void {
  for (const account of accounts) {
    bus.addToResourcePolicy(
      new PolicyStatement({
        sid: `PutEvents${account}`,
        principals: [new AccountPrincipal(account)],
        actions: ['events:PutEvents'],
        resources: [bus.eventBusArn],
        // Our own results are told apart by their source; nobody else may speak for us.
        conditions: { StringNotEquals: { 'events:source': 'posthorn' } },
      }),
    );
  }
}
