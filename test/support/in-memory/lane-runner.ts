import type { LaneRun, LaneRunner } from '../../../functions/shared/lanes/application/ports.ts';

/** Keeps the executions asked for; a test plays them. */
export class InMemoryLaneRunner implements LaneRunner {
  readonly #runs = new Map<string, LaneRun>();

  /** Every execution that was started, in order. */
  get runs(): readonly LaneRun[] {
    return [...this.#runs.values()];
  }

  async start(run: LaneRun): Promise<void> {
    const name = `${run.webhookId}-${run.generation}`;
    if (!this.#runs.has(name)) this.#runs.set(name, run);
  }
}
