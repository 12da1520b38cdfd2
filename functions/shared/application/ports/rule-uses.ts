import type { WebhookRef } from '../../domain/webhook-ref.ts';

/** The rules with a step that calls a webhook, enabled or not, and how often rules have come to call it by then. */
type RuleUse = Readonly<{ ruleIds: readonly string[]; ruleChanges: number }>;

/** Tells which rules call a webhook. */
export interface RuleUses {
  /** As it is at the moment of the call. Whatever comes to call the webhook later raises `ruleChanges`. */
  rulesCalling(ref: WebhookRef): Promise<RuleUse>;
}
