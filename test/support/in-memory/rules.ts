import type { ScorecardDirectory, ScorecardRef } from '../../../functions/shared/events/application/ports.ts';
import type { ScorecardFields } from '../../../functions/shared/events/domain/scorecard.ts';
import type { RuleDirectory } from '../../../functions/shared/rules/application/ports.ts';
import type { RuleFields } from '../../../functions/shared/rules/domain/rule.ts';

/** Rules of one space, as a test last put them. */
export class InMemoryRuleDirectory implements RuleDirectory {
  readonly #rules = new Map<string, RuleFields>();

  put(ruleId: string, fields: RuleFields): void {
    this.#rules.set(ruleId, fields);
  }

  delete(ruleId: string): void {
    this.#rules.delete(ruleId);
  }

  async find({ ruleId }: Readonly<{ ruleId: string }>): Promise<RuleFields | undefined> {
    return this.#rules.get(ruleId);
  }
}

/** Scorecards of one space; counts how often it is asked. */
export class InMemoryScorecardDirectory implements ScorecardDirectory {
  readonly #scorecards = new Map<string, ScorecardFields>();
  reads = 0;

  put(id: string, fields: ScorecardFields): void {
    this.#scorecards.set(id, fields);
  }

  async find(refs: readonly ScorecardRef[]): Promise<readonly (ScorecardFields | undefined)[]> {
    this.reads += 1;
    return refs.map(({ scorecardId }) => this.#scorecards.get(scorecardId));
  }
}
