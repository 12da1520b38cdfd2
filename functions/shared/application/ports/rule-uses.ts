import type { WebhookRef } from './webhook-directory.ts';

/** Tells which rules call a webhook, enabled or not. */
export interface RuleUses {
  /** Ids of all rules with a step that calls it, as they are at the moment of the call. */
  rulesCalling(ref: WebhookRef): Promise<readonly string[]>;
}
