import * as z from 'zod';

/**
 * Decides about a call as IAM does within one account (IAM user guide, "Policy evaluation for requests within a single
 * account"): a denial of any policy ends it, else one permission of the identity's or of the resource's policy is enough.
 * Knows the condition operators and principals that our policies use, and throws at any other: nothing passes unread. The
 * one evaluator on npm, @cloud-copilot/iam-simulate, is under the AGPL.
 */

const texts = z.union([z.string(), z.array(z.string())]);

/** What a statement may hold once its references are resolved. */
export const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts,
  Resource: texts,
  Principal: z.union([z.literal('*'), z.record(z.string(), texts)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), texts)).optional(),
});

type Texts = string | readonly string[];

export type Statement = Readonly<{
  Sid?: string | undefined;
  Effect: 'Allow' | 'Deny';
  Action: Texts;
  Resource: Texts;
  Principal?: '*' | Readonly<Record<string, Texts>> | undefined;
  Condition?: Readonly<Record<string, Readonly<Record<string, Texts>>>> | undefined;
}>;

/** Who calls: a role, or a service of AWS by its name (`events.amazonaws.com`). */
type Caller = Readonly<{ role: string } | { service: string }>;

export type Call = Readonly<{
  caller: Caller;
  action: string;
  resource: string;
  /** Condition keys with their values; several values for a key that a request may hold several of. */
  context?: Readonly<Record<string, string | readonly string[]>>;
}>;

export type Decision =
  | Readonly<{ kind: 'allowed'; by: Statement }>
  | Readonly<{ kind: 'denied'; by: Statement }>
  | Readonly<{ kind: 'not_allowed'; by?: never }>;

/** The decision by the policies of the caller's role and that of the resource. */
export function decide(
  call: Call,
  policies: Readonly<{ identity: readonly Statement[]; resource: readonly Statement[] }>,
): Decision {
  const matching = [
    ...policies.identity.filter((statement) => concerns(statement, call)),
    ...policies.resource.filter((statement) => concerns(statement, call) && isMeant(statement, call.caller)),
  ];
  const denial = matching.find(({ Effect }) => Effect === 'Deny');
  if (denial) return { kind: 'denied', by: denial };
  const [permission] = matching;
  return permission ? { kind: 'allowed', by: permission } : { kind: 'not_allowed' };
}

/** Whether the statement is about the call's action and resource, and its conditions hold. */
export function concerns(statement: Statement, call: Call): boolean {
  const context: Call['context'] = {
    // Of a function's call, the role and not its session (IAM user guide, global condition keys).
    ...('role' in call.caller && { 'aws:PrincipalArn': call.caller.role }),
    'aws:SecureTransport': 'true',
    ...call.context,
  };
  return (
    listOf(statement.Action).some((pattern) => isLike(call.action.toLowerCase(), pattern.toLowerCase())) &&
    listOf(statement.Resource).some((pattern) => isLike(call.resource, pattern)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, { values: listOf(values), given: context[key] })),
    )
  );
}

function isMeant({ Principal }: Statement, caller: Caller): boolean {
  if (Principal === undefined) throw new Error("A statement of a resource's policy names no principal");
  if (Principal === '*') return true;
  return Object.entries(Principal).some(([kind, names]) => {
    switch (kind) {
      case 'AWS':
        return listOf(names).some((name) => name === '*' || ('role' in caller && name === caller.role));
      case 'Service':
        return listOf(names).some((name) => 'service' in caller && name === caller.service);
      default:
        throw new Error(`A principal of the kind ${kind} is not known here`);
    }
  });
}

type Comparison = Readonly<{ values: readonly string[]; given: string | readonly string[] | undefined }>;

/** One condition: a missing key fails it, unless it is negated, optional, or about all of no values. */
function holds(name: string, { values, given }: Comparison): boolean {
  const [, set, operator = '', ifExists] = name.match(/^(?:(ForAllValues|ForAnyValue):)?(.+?)(IfExists)?$/) ?? [];
  const present = given === undefined ? [] : listOf(given);
  const matches = (one: string) => compare(operator, { one, values });
  if (set === 'ForAllValues') return present.every(matches);
  if (set === 'ForAnyValue') return present.some(matches);
  if (present.length === 0) return ifExists !== undefined || /Not/.test(operator);
  if (present.length > 1) throw new Error(`${name} compares one value with ${present.length}`);
  return present.every(matches);
}

function compare(operator: string, { one, values }: Readonly<{ one: string; values: readonly string[] }>): boolean {
  switch (operator) {
    case 'StringEquals':
      return values.includes(one);
    case 'StringNotEquals':
      return !values.includes(one);
    case 'Bool':
      return values.some((value) => value.toLowerCase() === one.toLowerCase());
    case 'StringLike':
    case 'ArnLike':
    case 'ArnEquals': // Both take wildcards (IAM user guide, ARN condition operators).
      return values.some((value) => isLike(one, value));
    case 'ArnNotEquals':
    case 'ArnNotLike':
      return !values.some((value) => isLike(one, value));
    default:
      throw new Error(`The condition operator ${operator} is not known here`);
  }
}

/** IAM's wildcards: `*` for any text, also with colons and slashes, and `?` for one character. */
function isLike(text: string, pattern: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

export function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
