import type { RuleFields } from '../../domain/rule.ts';

/** Gives rules, at most a few seconds old. */
export interface RuleDirectory {
  /** Nothing when there is no such rule, or no longer. */
  find(ref: Readonly<{ space: string; ruleId: string }>): Promise<RuleFields | undefined>;
}
