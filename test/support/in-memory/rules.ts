import type { RuleDirectory } from '../../../functions/shared/application/ports/rule-directory.ts';
import type {
  ScorecardDirectory,
  ScorecardRef,
} from '../../../functions/shared/application/ports/scorecard-directory.ts';
import type { RuleFields } from '../../../functions/shared/domain/rule.ts';
import type { ScorecardFields } from '../../../functions/shared/domain/scorecard.ts';

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
