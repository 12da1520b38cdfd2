import type { RuleFields } from '../../domain/rule.ts';

/** Reads rules, at most a few seconds old. */
export interface RuleDirectory {
  /** Undefined if the rule does not exist, or no longer. */
  find(ref: Readonly<{ space: string; ruleId: string }>): Promise<RuleFields | undefined>;
}
