import { notFound, type Outcome, ok, refused } from '../../platform/application/outcome.ts';
import type { Clock, ResourceStore } from '../../platform/application/ports.ts';
import { changeVersion } from '../../platform/application/version-check.ts';
import type { Resource } from '../../platform/domain/resource.ts';
import type { WebhookRef } from '../../platform/domain/webhook-ref.ts';
import type { RuleFields } from '../domain/rule.ts';
import type { RuleUses } from './ports.ts';

export type RuleGuardPorts = Readonly<{
  clock: Clock;
  uses: RuleUses;
  rules: Pick<ResourceStore<RuleFields>, 'find' | 'replace'>;
}>;

type Rule = Resource<RuleFields>;

/** Names shown in a refusal; the others are counted. */
const namesShown = 10;

type NamedRule = Readonly<{ id: string; name: string }>;

/** The rules that were disabled so that none called the webhook, as of this number of changes. */
export type DisabledRules = Readonly<{ disabled: readonly NamedRule[]; ruleChanges: number }>;

/** Ensures that no enabled rule calls the webhook: refuses while one does, or disables them all by force. */
export async function ensureNoCallingRules(
  ports: RuleGuardPorts,
  { ref, force }: Readonly<{ ref: WebhookRef; force: boolean }>,
): Promise<Outcome<DisabledRules>> {
  const { space } = ref;
  const { ruleIds, ruleChanges } = await ports.uses.rulesCalling(ref);
  const found = await Promise.all(ruleIds.map((id) => ports.rules.find({ space, id })));
  const rules = found.filter((rule) => rule !== undefined);
  if (rules.length > 0 && !force) return refused({ kind: 'wrong_state', detail: describeCallingRules(rules) });
  const enabled = rules.filter(({ fields }) => fields.enabled);
  for (const { id } of enabled) {
    const outcome = await disableRule(ports, { space, id });
    if (!outcome.ok && outcome.refusal.kind !== 'not_found') return outcome;
  }
  return ok({ disabled: enabled.map(({ id, fields: { name } }) => ({ id, name })), ruleChanges });
}

function describeCallingRules(rules: readonly Rule[]): string {
  const names = rules.slice(0, namesShown).map(({ fields }) => `"${fields.name}"`);
  const others = rules.length > namesShown ? ` and ${rules.length - namesShown} more` : '';
  return `Rules call the webhook: ${names.join(', ')}${others}. Change them first, or delete with ?force=true, which disables them.`;
}

function disableRule({ rules, clock }: RuleGuardPorts, ref: Readonly<{ space: string; id: string }>) {
  return changeVersion({
    expected: 'any',
    find: () => rules.find(ref),
    missing: notFound('rule'),
    change: async (before: Rule): Promise<Outcome<undefined> | 'changed'> => {
      const fields = { ...before.fields, enabled: false };
      const after = { ...before, fields, updatedAt: clock.now().toISOString(), version: before.version + 1 };
      return (await rules.replace({ before, after })) === 'replaced' ? ok(undefined) : 'changed';
    },
  });
}
