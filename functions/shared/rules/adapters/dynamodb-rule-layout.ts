import {
  configurationKey,
  rulePrefix,
  triggerPartition,
  usePartition,
  webhookKey,
} from '../../platform/adapters/dynamodb-keys.ts';
import type { ResourceChange, ResourceLayout } from '../../platform/adapters/dynamodb-resource-store.ts';
import { subscriptionsChanged, unlessThere } from '../../platform/adapters/dynamodb-space-conditions.ts';
import type { Step } from '../../platform/adapters/dynamodb-transaction.ts';
import type { Resource } from '../../platform/domain/resource.ts';
import { newlyCalled, type RuleFields, ruleFields, scopeGroup } from '../domain/rule.ts';

/** A rule has an item for its name, one under its trigger for events, and one under each webhook that it calls. */
export const ruleLayout: ResourceLayout<RuleFields> = {
  prefix: () => rulePrefix,
  fields: ruleFields,
  subscribes: ({ fields }) => fields.enabled,
  companions: (table, change) => [
    ...nameSteps(table, change),
    ...triggerSteps(table, change),
    ...useSteps(table, change),
    ...callSteps(table, change),
  ],
};

type Rule = Resource<RuleFields>;
type RuleStep = Step<'taken' | 'no_parent' | 'dangling'>;

const nameKey = ({ space, fields }: Rule) => configurationKey(space, `NAME#RULE#${fields.name}`);

function nameSteps(table: string, { before, after }: ResourceChange<RuleFields>): readonly RuleStep[] {
  if (before?.fields.name === after?.fields.name) return [];
  return [
    ...(after === undefined
      ? []
      : [{ write: { Put: unlessThere(table, { ...nameKey(after), ruleId: after.id }) }, refusal: 'taken' as const }]),
    ...(before === undefined
      ? []
      : [{ write: { Delete: { TableName: table, Key: nameKey(before) } }, refusal: 'no_parent' as const }]),
  ];
}

/** Where events find a rule, with the group of their scorecard and the filter; a disabled rule has no such item. */
function triggerItem(rule: Rule | undefined) {
  if (!rule?.fields.enabled) return undefined;
  const group = scopeGroup(rule.fields);
  const { eventType, filter } = rule.fields.trigger;
  return {
    pk: triggerPartition(rule.space, eventType),
    sk: rule.id,
    ...(group !== undefined && { group }),
    ...(filter !== undefined && { filter: JSON.stringify(filter) }),
  };
}

function triggerSteps(table: string, { before, after }: ResourceChange<RuleFields>): readonly RuleStep[] {
  const from = triggerItem(before);
  const to = triggerItem(after);
  const space = (after ?? before)?.space;
  const isKept = from?.pk === to?.pk && from?.group === to?.group && from?.filter === to?.filter;
  if (isKept || space === undefined) return [];
  return [
    ...(to === undefined ? [] : [{ write: { Put: { TableName: table, Item: to } }, refusal: 'no_parent' as const }]),
    ...(from === undefined || from.pk === to?.pk
      ? []
      : [
          { write: { Delete: { TableName: table, Key: { pk: from.pk, sk: from.sk } } }, refusal: 'no_parent' as const },
        ]),
    // A creation checks the space in a step of its own, and a transaction may name an item only once.
    ...(before === undefined ? [] : [{ ...subscriptionsChanged(table, space), refusal: 'no_parent' as const }]),
  ];
}

/** The items that record which webhooks a rule calls. */
export function useKeys({ space, id, fields }: Pick<Rule, 'space' | 'id' | 'fields'>) {
  const webhookIds = new Set(fields.steps.map(({ webhookId }) => webhookId));
  return [...webhookIds].map((webhookId) => ({ pk: usePartition(space, webhookId), sk: id }));
}

function useSteps(table: string, { before, after }: ResourceChange<RuleFields>): readonly RuleStep[] {
  const from = before === undefined ? [] : useKeys(before);
  const to = after === undefined ? [] : useKeys(after);
  const missing = (keys: typeof from, others: typeof from) =>
    keys.filter(({ pk }) => !others.some((one) => one.pk === pk));
  return [
    ...missing(to, from).map((Item) => ({ write: { Put: { TableName: table, Item } }, refusal: 'no_parent' as const })),
    ...missing(from, to).map((Key) => ({
      write: { Delete: { TableName: table, Key } },
      refusal: 'no_parent' as const,
    })),
  ];
}

/** A rule can start to call a webhook only while it exists. It is counted on it, so that a removal detects it. */
function callSteps(table: string, { before, after }: ResourceChange<RuleFields>): readonly RuleStep[] {
  if (after === undefined) return [];
  return newlyCalled({ before: before?.fields, after: after.fields }).map((webhookId) => ({
    write: {
      Update: {
        TableName: table,
        Key: webhookKey(after.space, webhookId),
        UpdateExpression: 'ADD ruleChanges :one',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':one': 1 },
      },
    },
    refusal: 'dangling',
  }));
}
