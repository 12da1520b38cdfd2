import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Task, TaskResult } from './worker.ts';

/** The measured process, from outside: tasks go in one by one or side by side. */
export class MeasuredWorker {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (result: TaskResult) => void>();
  #tasks = 0;
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
    this.#child.on('message', ({ id, result }: { id: number; result: TaskResult }) => this.#waiting.get(id)?.(result));
  }

  /** Rejects when the task failed: a bench that measures failures by accident is worth nothing. */
  async run(task: Task): Promise<TaskResult> {
    this.#tasks += 1;
    const id = this.#tasks;
    const result = await new Promise<TaskResult>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#child.send({ id, task });
    });
    this.#waiting.delete(id);
    if (result.error !== undefined) throw new Error(`In the measured process: ${result.error}`);
    return result;
  }

  stop(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
