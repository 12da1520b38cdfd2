import { type Call, concerns } from './policy.ts';
import { grantsOf, type StackPolicies } from './stack-policies.ts';

/** Rights that no test makes a function use, and why it has them all the same: by function, then action and resource. */
const unusedForAReason: Readonly<Record<string, string>> = {
  'posthorn-local-dispatch-delivery dynamodb:PartiQLUpdate table/posthorn-local':
    'keeps an event for longer whose delivery is put to wait when half of the retention is over (record-outcomes.test.ts)',
  'posthorn-local-fan-out-event sqs:SendMessage posthorn-local-events':
    'goes on with an event for more webhooks than one invocation takes, thousands of them (fan-out-events.test.ts)',
};

/** Workers call it when a message fails: of one queue for certain (delivery.test.ts), of others by chance. */
const usedAfterFaults = 'sqs:ChangeMessageVisibility';

/** The grants of the functions' roles that no call used and no reason is given for, and the reasons that do not hold. */
export function wrongGrants({ roles, identity }: StackPolicies, calls: readonly Call[]): readonly string[] {
  const unused = [...roles].flatMap(([functionName, role]) => {
    const own = calls.filter(({ caller }) => 'role' in caller && caller.role === role);
    return grantsOf(identity.get(role) ?? [])
      .filter((grant) => !own.some((call) => concerns(grant, call)))
      .map(({ Action, Resource }) => `${functionName} ${Action} ${nameOf(String(Resource))}`);
  });
  return [
    ...unused
      .filter((grant) => !(grant in unusedForAReason) && !grant.includes(usedAfterFaults))
      .map((grant) => `never used: ${grant}`),
    ...Object.keys(unusedForAReason)
      .filter((grant) => !unused.includes(grant))
      .map((grant) => `named as never used, but used or not granted: ${grant}`),
  ];
}

/** Of an ARN what comes after the account; a name stays as it is. */
function nameOf(arn: string): string {
  return arn.split(':').slice(5).join(':') || arn;
}
