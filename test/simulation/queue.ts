import { returnedAfterSeconds } from '../../functions/shared/platform/adapters/sqs-visibility.ts';
import { Instance } from './faults.ts';
import type { Kernel, Rng } from './kernel.ts';

type Held<Body> = {
  id: string;
  body: Body;
  visibleAt: number;
  receiveCount: number;
  /** Computed once: it is compared with each poll. */
  group: string | undefined;
};

export type QueueSettings<Body> = Readonly<{
  kernel: Kernel;
  chance: Rng;
  /** Functions working at once. */
  concurrency: number;
  /** The most messages that one of them is given. */
  batchSize: number;
  visibilityMs: number;
  functionTimeoutMs: number;
  maxReceiveCount: number;
  /** Probability that a message is received twice: while it is in flight, or minutes later as a copy. */
  duplicates: () => number;
  /** A new instance of the function that works through the queue. */
  worker: (instance: Instance) => (batch: readonly Received<Body>[]) => Promise<readonly string[]>;
  /** A message was worked through and is gone. */
  done?: (body: Body) => void;
  /**
   * A message's group. The queue is fair among groups then and its function scales, both as on AWS; else messages come
   * in any order to as many functions as may work.
   */
  groupOf?: ((body: Body) => string) | undefined;
}>;

/** What a function has been used for, as Lambda bills it. */
export type FunctionUsage = { invocations: number; ms: number };

/**
 * As Lambda scales on a queue: it begins with five functions and adds five a second (Lambda developer guide, 300 a
 * minute). How long it keeps them is not documented.
 */
const scaling = { atFirst: 5, more: 5, everyMs: 1_000, keptMs: 60_000 };
/** A group that has so many messages and such a part of all in flight is noisy (SQS developer guide, fair queues). */
const noisy = { messages: 30, part: 0.1 };

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
  readonly #messages = new Map<string, Held<Body>>();
  readonly #instances: Worker<Body>[] = [];
  readonly usage: FunctionUsage = { invocations: 0, ms: 0 };
  #sent = 0;
  #polling = false;
  #scale = scaling.atFirst;
  #scaledAt = 0;

  constructor(settings: QueueSettings<Body>) {
    this.#settings = settings;
  }

  get size(): number {
    return this.#messages.size;
  }

  holds(matches: (body: Body) => boolean): boolean {
    return [...this.#messages.values()].some(({ body }) => matches(body));
  }

  send(body: Body, delaySeconds = 0): void {
    const { kernel, groupOf } = this.#settings;
    this.#sent += 1;
    const visibleAt = kernel.time + delaySeconds * 1000;
    const id = `m${this.#sent}`;
    this.#messages.set(id, { id, body, visibleAt, receiveCount: 0, group: groupOf?.(body) });
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
    const { kernel, visibilityMs, maxReceiveCount, duplicates, chance, groupOf, batchSize } = this.#settings;
    for (;;) {
      const visible = [...this.#messages.values()].filter(({ visibleAt }) => visibleAt <= kernel.time);
      const worker = this.#idle(visible.length > 0);
      if (visible.length === 0 || worker === undefined) return;
      const batch = groupOf ? this.#fairly(visible) : chance.shuffled(visible).slice(0, chance.integer(1, batchSize));
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
          if (chance.happens(0.5)) {
            message.receiveCount -= 1;
            this.#pollAt(kernel.time);
            continue;
          }
          this.send(message.body, chance.between(0, 600));
        }
        message.visibleAt = kernel.time + visibilityMs;
        this.#pollAt(message.visibleAt);
      }
      if (received.length > 0) this.#invoke(worker, received);
    }
  }

  #idle(wanted: boolean): Worker<Body> | undefined {
    const { concurrency, groupOf } = this.#settings;
    const busy = this.#instances.filter((each) => each.busy).length;
    const atOnce = groupOf ? Math.min(concurrency, this.#scaled(wanted, busy)) : concurrency;
    if (busy >= atOnce) return undefined;
    const idle = this.#instances.find((each) => !each.busy && !each.instance.dead);
    return idle ?? (this.#instances.length < concurrency ? this.#newInstance() : undefined);
  }

  /** How many functions Lambda uses by now: more while all are busy and messages wait, fewer a while after that. */
  #scaled(wanted: boolean, busy: number): number {
    const { kernel } = this.#settings;
    const sinceScaled = kernel.time - this.#scaledAt;
    if (!wanted && sinceScaled >= scaling.keptMs) this.#scale = Math.max(scaling.atFirst, Math.min(this.#scale, busy));
    if (!wanted || busy < this.#scale) return this.#scale;
    if (sinceScaled >= scaling.everyMs) {
      this.#scale += scaling.more;
      this.#scaledAt = kernel.time;
    } else this.#pollAt(this.#scaledAt + scaling.everyMs);
    return this.#scale;
  }

  /** The oldest, but those of noisy groups behind all others. */
  #fairly(visible: readonly Held<Body>[]): readonly Held<Body>[] {
    const inFlight = new Map<string | undefined, number>();
    for (const { group, visibleAt, receiveCount } of this.#messages.values()) {
      if (visibleAt <= this.#settings.kernel.time || receiveCount === 0) continue;
      inFlight.set(group, (inFlight.get(group) ?? 0) + 1);
    }
    const all = [...inFlight.values()].reduce((sum, count) => sum + count, 0);
    const isNoisy = ({ group }: Held<Body>) => {
      const count = inFlight.get(group) ?? 0;
      return count >= noisy.messages && count > all * noisy.part;
    };
    const [first, last] = [visible.filter((each) => !isNoisy(each)), visible.filter(isNoisy)];
    return [...first, ...last].slice(0, this.#settings.batchSize);
  }

  #newInstance(): Worker<Body> {
    const instance = new Instance();
    const created = { instance, work: this.#settings.worker(instance), busy: false };
    this.#instances.push(created);
    return created;
  }

  #return(messageId: string): void {
    const { kernel, chance } = this.#settings;
    const message = this.#messages.get(messageId);
    if (message === undefined) return;
    const seconds = returnedAfterSeconds(Math.max(1, message.receiveCount), chance.between(0, 1));
    message.visibleAt = kernel.time + seconds * 1000;
    this.#pollAt(message.visibleAt);
  }

  #invoke(worker: Worker<Body>, batch: readonly Received<Body>[]): void {
    const { kernel, functionTimeoutMs, done } = this.#settings;
    worker.busy = true;
    const began = kernel.time;
    const cancelTimeout = kernel.at(kernel.time + functionTimeoutMs, () => worker.instance.die());
    const leave = () => {
      cancelTimeout();
      this.usage.invocations += 1;
      this.usage.ms += kernel.time - began;
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
          if (returned.includes(messageId)) {
            this.#return(messageId);
            continue;
          }
          this.#messages.delete(messageId);
          done?.(body);
        }
        leave();
      },
      (error) => kernel.fail(error),
    );
  }
}
