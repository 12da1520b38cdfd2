import type { EscalationKey, EscalationLedger } from '../../../functions/shared/results/application/ports.ts';
import { type Escalation, escalationDueAt } from '../../../functions/shared/results/domain/escalation.ts';

export class InMemoryEscalationLedger implements EscalationLedger {
  readonly #entries = new Map<string, Escalation>();

  /** Every entry, as it is now. */
  get all(): readonly Escalation[] {
    return [...this.#entries.values()];
  }

  async find(key: EscalationKey): Promise<Escalation | undefined> {
    return this.#entries.get(nameOf(key));
  }

  async write(escalation: Escalation): Promise<'written' | 'conflict'> {
    const name = nameOf(keyOf(escalation));
    if ((this.#entries.get(name)?.version ?? 0) !== escalation.version - 1) return 'conflict';
    this.#entries.set(name, escalation);
    return 'written';
  }

  async dueBy(time: number): Promise<readonly EscalationKey[]> {
    return this.showDue(time);
  }

  /** The same at once, for a simulation that has nobody work for nothing. */
  showDue(time: number): readonly EscalationKey[] {
    return this.all
      .filter((entry) => (escalationDueAt(entry) ?? Number.POSITIVE_INFINITY) <= time)
      .map((entry) => keyOf(entry));
  }
}

function keyOf({ owner, notice: { target, kind } }: Escalation): EscalationKey {
  return { owner, targetId: target.id, kind };
}

function nameOf({ owner, targetId, kind }: EscalationKey): string {
  return JSON.stringify([owner, targetId, kind]);
}
