import type { WebhookRef } from '../../domain/webhook-ref.ts';

/** The rules with a step that calls a webhook, enabled or not, and how often a rule has started to call it by then. */
type RuleUse = Readonly<{ ruleIds: readonly string[]; ruleChanges: number }>;

/** Reads which rules call a webhook. */
export interface RuleUses {
  /** As it is at the moment of the call. A rule that starts to call the webhook later increments `ruleChanges`. */
  rulesCalling(ref: WebhookRef): Promise<RuleUse>;
}
