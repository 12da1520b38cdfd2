import { Instance } from './faults.ts';
import type { Chance, Kernel } from './kernel.ts';

type Held<Body> = { id: string; body: Body; visibleAt: number; receiveCount: number };

export type QueueSettings<Body> = Readonly<{
  kernel: Kernel;
  chance: Chance;
  /** Functions working at once. */
  concurrency: number;
  visibilityMs: number;
  functionTimeoutMs: number;
  maxReceiveCount: number;
  /** Probability that a message is handed out twice. */
  duplicates: () => number;
  /** A new instance of the function that works through the queue. */
  worker: (instance: Instance) => (batch: readonly Received<Body>[]) => Promise<readonly string[]>;
  /** A message was worked through and is gone. */
  done?: (body: Body) => void;
}>;

export type Received<Body> = Readonly<{ messageId: string; body: Body; receiveCount: number }>;

type Worker<Body> = {
  readonly instance: Instance;
  readonly work: (batch: readonly Received<Body>[]) => Promise<readonly string[]>;
  busy: boolean;
};

/**
 * A standard queue with a Lambda function on it: any order, duplicates now and then, messages that come back when the
 * function fails, dies or is too slow, a dead-letter queue, and an operator who redrives that after half an hour.
 */
export class SimulatedQueue<Body> {
  readonly #settings: QueueSettings<Body>;
  #messages: Held<Body>[] = [];
  readonly #instances: Worker<Body>[] = [];
  #sent = 0;
  #polling = false;

  constructor(settings: QueueSettings<Body>) {
    this.#settings = settings;
  }

  get size(): number {
    return this.#messages.length;
  }

  holds(matches: (body: Body) => boolean): boolean {
    return this.#messages.some(({ body }) => matches(body));
  }

  send(body: Body, delaySeconds = 0): void {
    const { kernel } = this.#settings;
    this.#sent += 1;
    const visibleAt = kernel.time + delaySeconds * 1000;
    this.#messages.push({ id: `m${this.#sent}`, body, visibleAt, receiveCount: 0 });
    this.#pollAt(visibleAt);
  }

  #pollAt(time: number): void {
    const { kernel, chance } = this.#settings;
    if (time <= kernel.time) {
      if (this.#polling) return;
      this.#polling = true;
      kernel.at(kernel.time + chance.between(1, 200), () => {
        this.#polling = false;
        this.#poll();
      });
    } else kernel.at(time, () => this.#pollAt(time));
  }

  #poll(): void {
    const { kernel, chance, concurrency, visibilityMs, maxReceiveCount, duplicates } = this.#settings;
    for (;;) {
      const visible = this.#messages.filter(({ visibleAt }) => visibleAt <= kernel.time);
      const idle = this.#instances.find(({ busy, instance }) => !busy && !instance.dead);
      const worker = idle ?? (this.#instances.length < concurrency ? this.#newInstance() : undefined);
      if (visible.length === 0 || worker === undefined) return;
      const batch = chance.shuffled(visible).slice(0, chance.integer(1, 10));
      const received: Received<Body>[] = [];
      for (const message of batch) {
        message.receiveCount += 1;
        if (message.receiveCount > maxReceiveCount) {
          message.receiveCount = 0;
          message.visibleAt = kernel.time + 30 * 60 * 1000;
          this.#pollAt(message.visibleAt);
          continue;
        }
        received.push({
          messageId: message.id,
          body: structuredClone(message.body),
          receiveCount: message.receiveCount,
        });
        if (chance.happens(duplicates())) {
          message.receiveCount -= 1;
          this.#pollAt(kernel.time);
        } else {
          message.visibleAt = kernel.time + visibilityMs;
          this.#pollAt(message.visibleAt);
        }
      }
      if (received.length > 0) this.#invoke(worker, received);
    }
  }

  #newInstance(): Worker<Body> {
    const instance = new Instance();
    const created = { instance, work: this.#settings.worker(instance), busy: false };
    this.#instances.push(created);
    return created;
  }

  #invoke(worker: Worker<Body>, batch: readonly Received<Body>[]): void {
    const { kernel, functionTimeoutMs, done } = this.#settings;
    worker.busy = true;
    const cancelTimeout = kernel.at(kernel.time + functionTimeoutMs, () => worker.instance.die());
    const leave = () => {
      cancelTimeout();
      worker.busy = false;
      this.#pollAt(kernel.time);
    };
    worker.instance.onDeath = () => {
      leave();
      this.#instances.splice(this.#instances.indexOf(worker), 1);
    };
    worker.work(batch).then(
      (returned) => {
        if (worker.instance.dead) return;
        for (const { messageId, body } of batch) {
          if (returned.includes(messageId)) continue;
          this.#messages = this.#messages.filter(({ id }) => id !== messageId);
          done?.(body);
        }
        leave();
      },
      (error) => kernel.fail(error),
    );
  }
}
