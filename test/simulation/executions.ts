import type { LaneRun, LaneRunner } from '../../functions/shared/lanes/application/ports.ts';
import type { WakeOutcome, WakeRequest } from '../../functions/shared/lanes/application/wake-lane.ts';
import { Instance } from './faults.ts';
import type { Kernel, Rng } from './kernel.ts';
import type { FunctionUsage } from './queue.ts';

type Execution = { run: LaneRun; status: 'running' | 'ended' | 'failed' };

export type ExecutionSettings = Readonly<{
  kernel: Kernel;
  chance: Rng;
  /** A new instance of the function that wakes lanes. */
  wake: (instance: Instance) => (request: WakeRequest) => Promise<WakeOutcome>;
  onFailed: (run: LaneRun) => void;
}>;

const functionTimeoutMs = 60_000;
/** As the state machine retries its task: 2, 4, 8, … seconds, then the execution fails. */
const taskTries = 5;

/** Step Functions: runs lanes by their state machine, and forgets no name. */
export class SimulatedExecutions implements LaneRunner {
  readonly #settings: ExecutionSettings;
  readonly #executions = new Map<string, Execution>();
  /** Executions that somebody has stopped. */
  stopped = 0;
  /** State transitions, as they are billed. */
  transitions = 0;
  readonly usage: FunctionUsage = { invocations: 0, ms: 0 };

  constructor(settings: ExecutionSettings) {
    this.#settings = settings;
  }

  get started(): number {
    return this.#executions.size;
  }

  get running(): readonly LaneRun[] {
    return [...this.#executions.values()].filter(({ status }) => status === 'running').map(({ run }) => run);
  }

  async start(run: LaneRun): Promise<void> {
    const name = `${run.webhookId}-${run.generation}`;
    if (this.#executions.has(name)) return;
    const execution: Execution = { run, status: 'running' };
    this.#executions.set(name, execution);
    this.transitions += 1;
    this.#settings.kernel.spawn(() => this.#play(execution));
  }

  /** Somebody stops an execution by hand. */
  stopOne(): void {
    const running = [...this.#executions.values()].filter(({ status }) => status === 'running');
    const [execution] = this.#settings.chance.shuffled(running);
    if (!execution) return;
    this.stopped += 1;
    this.#fail(execution);
  }

  #fail(execution: Execution): void {
    execution.status = 'failed';
    this.#settings.onFailed(execution.run);
  }

  async #play(execution: Execution): Promise<void> {
    const { kernel, chance } = this.#settings;
    const { webhookId, space, generation } = execution.run;
    let wakeAt = execution.run.wakeAt;
    for (let wakes = 0; ; wakes += 1) {
      await kernel.sleep(Math.max(0, wakeAt - kernel.time) + chance.between(10, 1_500));
      if (execution.status !== 'running') return;
      this.transitions += 3;
      const answer = await this.#wake({ webhookId, space, generation, wakeAt, wakes });
      if (execution.status !== 'running') return;
      if (answer === undefined) return this.#fail(execution);
      if (answer.next === 'end') {
        this.transitions += 1;
        execution.status = 'ended';
        return;
      }
      wakeAt = kernel.time + answer.waitSeconds * 1000;
    }
  }

  async #wake(request: WakeRequest): Promise<WakeOutcome | undefined> {
    const { kernel } = this.#settings;
    for (let round = 0; round < taskTries; round += 1) {
      const answer = await this.#invoke(request);
      if (answer) return answer;
      await kernel.sleep(2 ** (round + 1) * 1000);
    }
    return undefined;
  }

  #invoke(request: WakeRequest): Promise<WakeOutcome | undefined> {
    const { kernel, wake } = this.#settings;
    return new Promise((resolve) => {
      const instance = new Instance();
      const began = kernel.time;
      const cancel = kernel.at(kernel.time + functionTimeoutMs, () => instance.die());
      instance.onDeath = () => resolve(undefined);
      wake(instance)(request)
        .then(resolve, () => resolve(undefined))
        .finally(() => {
          cancel();
          this.usage.invocations += 1;
          this.usage.ms += kernel.time - began;
        });
    });
  }
}
