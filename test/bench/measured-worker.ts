import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Answer, Order } from './worker.ts';

/** The measured process, from outside: orders go in one by one or side by side. */
export class MeasuredWorker {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #orders = 0;
  /** Bytes of log written so far. */
  logBytes = 0;

  constructor(environment: Readonly<Record<string, string>>) {
    this.#child = fork(join(import.meta.dirname, 'worker.ts'), {
      env: { PATH: process.env.PATH, ...environment },
      // A profile of each process, function by function.
      execArgv: process.env.BENCH_CPU_PROF ? ['--cpu-prof', `--cpu-prof-dir=${process.env.BENCH_CPU_PROF}`] : [],
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      serialization: 'advanced',
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.logBytes += chunk.length;
      if (process.env.BENCH_LOGS) process.stderr.write(chunk);
    });
    this.#child.on('message', ({ id, answer }: { id: number; answer: Answer }) => this.#waiting.get(id)?.(answer));
  }

  /** Rejects when the order failed: a bench that measures failures by accident is worth nothing. */
  async ask(order: Order): Promise<Answer> {
    this.#orders += 1;
    const id = this.#orders;
    const answer = await new Promise<Answer>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, order });
    });
    this.#waiting.delete(id);
    if (answer.error !== undefined) throw new Error(`In the measured process: ${answer.error}`);
    return answer;
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
