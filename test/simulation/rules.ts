import type { RuleDirectory } from '../../functions/shared/application/ports/rule-directory.ts';
import type { RuleFields } from '../../functions/shared/domain/rule.ts';
import type { Chance, Kernel } from './kernel.ts';

/** What the cache of the real directory allows. */
const directoryAgeMs = 3_000;

/** Rules with all they ever were, so that a cached read can answer with the past. */
export class RuleHistory {
  readonly #history = new Map<string, { at: number; rule: RuleFields | undefined }[]>();
  readonly #kernel: Kernel;
  readonly #chance: Chance;

  constructor(kernel: Kernel, chance: Chance) {
    this.#kernel = kernel;
    this.#chance = chance;
  }

  get ids(): readonly string[] {
    return [...this.#history.keys()];
  }

  set(id: string, rule: RuleFields | undefined): void {
    this.#history.set(id, [...(this.#history.get(id) ?? []), { at: this.#kernel.time, rule }]);
  }

  change(id: string, changes: Partial<RuleFields>): void {
    const before = this.now(id);
    if (before) this.set(id, { ...before, ...changes });
  }

  now(id: string): RuleFields | undefined {
    return this.#history.get(id)?.at(-1)?.rule;
  }

  /** Whether it was there and enabled all the time. */
  wasAlwaysEnabled(id: string): boolean {
    return (this.#history.get(id) ?? []).every(({ rule }) => rule?.enabled);
  }

  readonly directory: RuleDirectory = {
    find: async ({ ruleId }) => {
      const time = this.#kernel.time - this.#chance.between(0, directoryAgeMs);
      const history = this.#history.get(ruleId);
      return (history?.findLast(({ at }) => at <= time) ?? history?.[0])?.rule;
    },
  };
}
