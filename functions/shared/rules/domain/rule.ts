import * as z from 'zod';
import { eventFilter } from '../../events/domain/event-filter.ts';
import { displayName } from '../../platform/domain/display-name.ts';
import { emailAddress } from '../../platform/domain/email-address.ts';
import { eventTypeName } from '../../platform/domain/resource-ids.ts';

/** Most steps of a rule: each waits for the one before it, and all their responses travel in the last one's body. */
const maxSteps = 10;

const portfolioId = z
  .string()
  .regex(/^[A-Za-z0-9_.:~-]{1,128}$/, 'must be 1 to 128 letters, digits or any of _ . : ~ -');

/** The scorecards whose events trigger a rule; none means every event of the trigger's type. */
export const ruleScope = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('own') }),
  z.strictObject({ type: z.literal('followed') }),
  z.strictObject({ type: z.literal('portfolio'), portfolioId }),
]);

const step = z.strictObject({ webhookId: z.string().regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, 'must be the id of a webhook') });

/** When an event of the type arrives for a scorecard in the scope, the steps' webhooks are called in order. */
export const ruleFields = z.strictObject({
  name: displayName,
  ownerEmail: emailAddress,
  trigger: z.strictObject({ eventType: eventTypeName, filter: eventFilter.optional() }),
  scope: ruleScope.nullable().default(null),
  steps: z.array(step).min(1).max(maxSteps),
  enabled: z.boolean().default(true),
});
export type RuleFields = Readonly<z.infer<typeof ruleFields>>;

type RuleChange = Readonly<{
  /** Absent for a rule that is created. */
  before?: Pick<RuleFields, 'steps' | 'enabled'> | undefined;
  after: Pick<RuleFields, 'steps' | 'enabled'>;
}>;

/** The webhooks that a change makes a rule call: those of new steps, and all of them once the rule is enabled. */
export function newlyCalled({ before, after }: RuleChange): readonly string[] {
  const isEnabled = after.enabled && before?.enabled !== true;
  const known = isEnabled ? [] : (before?.steps ?? []).map(({ webhookId }) => webhookId);
  const called = new Set(after.steps.map(({ webhookId }) => webhookId));
  return [...called].filter((webhookId) => !known.includes(webhookId));
}

/** The group of scorecards that a scope selects, as scorecards name it; none means that every event matches. */
export function scopeGroup({ scope: of }: Pick<RuleFields, 'scope'>): string | undefined {
  switch (of?.type) {
    case undefined:
      return undefined;
    case 'own':
    case 'followed':
      return of?.type;
    case 'portfolio':
      return `portfolio:${of?.portfolioId}`;
  }
}
