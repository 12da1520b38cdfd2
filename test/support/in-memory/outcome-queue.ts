import type { DeferredOutcome, OutcomeQueue } from '../../../functions/shared/lanes/application/ports.ts';

/** Holds the outcomes sent, in order; a test takes them out as a consumer would, without waiting for their delay. */
export class InMemoryOutcomeQueue implements OutcomeQueue {
  #sent: DeferredOutcome[] = [];
  readonly #refused = new Set<string>();

  get outcomes(): readonly DeferredOutcome[] {
    return this.#sent;
  }

  /** Makes the queue not accept these deliveries the next time they are sent. */
  refuseOnce(deliveryIds: readonly string[]): void {
    for (const id of deliveryIds) this.#refused.add(id);
  }

  async send(outcomes: readonly DeferredOutcome[]): Promise<ReadonlySet<string>> {
    const refused = new Set(outcomes.map(({ after }) => after.id).filter((id) => this.#refused.delete(id)));
    this.#sent.push(...structuredClone(outcomes.filter(({ after }) => !refused.has(after.id))));
    return refused;
  }

  /** Takes everything out. */
  take(): readonly DeferredOutcome[] {
    const taken = this.#sent;
    this.#sent = [];
    return taken;
  }
}
