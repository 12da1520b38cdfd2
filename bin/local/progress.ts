import { Stopped } from './step-failure.ts';

type Write = (line: string) => void;

/** Tells what is going on, a line when a step begins and one with its duration when it ends; steps may overlap. */
export class Progress {
  readonly #write: Write;
  readonly #startedAt = performance.now();

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
      if (!(error instanceof Stopped)) {
        this.note(`${title}: FAILED (${seconds(performance.now() - startedAt)})`);
      }
      throw error;
    }
  }

  note(line: string): void {
    this.#write(`[${seconds(performance.now() - this.#startedAt).padStart(7)}] ${line}`);
  }
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
