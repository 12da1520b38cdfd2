import type { RuleDirectory } from '../../functions/shared/rules/application/ports.ts';
import type { RuleFields } from '../../functions/shared/rules/domain/rule.ts';
import { History } from './history.ts';

/** Rules with all they ever were. */
export class RuleHistory extends History<RuleFields> {
  change(id: string, changes: Partial<RuleFields>): void {
    const before = this.now(id);
    if (before) this.set(id, { ...before, ...changes });
  }

  /** Whether it was there and enabled all the time. */
  wasAlwaysEnabled(id: string): boolean {
    return this.of(id).every(({ thing: rule }) => rule?.enabled);
  }

  readonly directory: RuleDirectory = { find: async ({ ruleId }) => this.at(ruleId, this.cachedTime()) };
}
