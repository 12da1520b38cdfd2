import type { WebhookRef } from '../../platform/domain/webhook-ref.ts';
import type { RuleFields } from '../domain/rule.ts';

/** Reads rules, at most a few seconds old. */
export interface RuleDirectory {
  /** Undefined if the rule does not exist, or no longer. */
  find(ref: Readonly<{ space: string; ruleId: string }>): Promise<RuleFields | undefined>;
}

/** The rules with a step that calls a webhook, enabled or not, and how often a rule has started to call it by then. */
type RuleUse = Readonly<{ ruleIds: readonly string[]; ruleChanges: number }>;

/** Reads which rules call a webhook. */
export interface RuleUses {
  /** As it is at the moment of the call. A rule that starts to call the webhook later increments `ruleChanges`. */
  rulesCalling(ref: WebhookRef): Promise<RuleUse>;
}
