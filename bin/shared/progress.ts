type Write = (line: string) => void;

/** Tells what is going on, a line when a step begins and one with its duration when it ends; steps may overlap. */
export class Progress {
  readonly #write: Write;
  readonly #startedAt = performance.now();
  #stopping = false;

  constructor(write: Write) {
    this.#write = write;
  }

  /** Runs one step. `describe` may add what came of it. */
  async step<T>(title: string, work: () => Promise<T>, describe?: (result: T) => string): Promise<T> {
    const startedAt = performance.now();
    this.note(`${title} …`);
    try {
      const result = await work();
      this.note(`${title}: ${describe?.(result) ?? 'done'} (${seconds(performance.now() - startedAt)})`);
      return result;
    } catch (error) {
      if (!this.#stopping) {
        this.note(`${title}: FAILED (${seconds(performance.now() - startedAt)})`);
      }
      throw error;
    }
  }

  /** From here on steps fail because they are cut short: that is no news. */
  stopping(): void {
    this.#stopping = true;
    this.note('Stopping …');
  }

  note(line: string): void {
    this.#write(`[${seconds(performance.now() - this.#startedAt).padStart(7)}] ${line}`);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
