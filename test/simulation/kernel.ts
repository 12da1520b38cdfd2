import type { Clock } from '../../functions/shared/platform/application/ports.ts';

/** Jest looks a global up anew at each use, which makes it many times as slow as a constant. */
const { imul } = Math;

/** Seeded random numbers (mulberry32): the same seed gives the same run. */
export class Rng {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  integer(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return items[this.integer(0, items.length - 1)] ?? items[0];
  }

  shuffled<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, order: this.next() }))
      .sort((one, other) => one.order - other.order)
      .map(({ item }) => item);
  }
}

type Timer = { at: number; order: number; run: () => void; cancelled: boolean };

/**
 * A discrete-event simulation of asynchronous code: everything that takes time waits on the virtual clock, so
 * that thousands of interleaved calls over days run in milliseconds, in an order that only the seed decides.
 */
export class Kernel implements Clock {
  readonly #heap: Timer[] = [];
  #now: number;
  #order = 0;
  #failure: { error: unknown } | undefined;
  /** Steps made so far. */
  steps = 0;
  /** Told of every call of a port, to find out what went wrong. */
  trace: ((line: string) => void) | undefined;
  /** Runs after each step. */
  afterStep: () => void = () => {};

  constructor(start: string) {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  /** Milliseconds since 1970. */
  get time(): number {
    return this.#now;
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.#now + ms, resolve);
    });
  }

  /** Runs something at a time; answers how to call it off. */
  at(time: number, run: () => void): () => void {
    const timer = { at: Math.max(time, this.#now), order: this.#order++, run, cancelled: false };
    push(this.#heap, timer);
    return () => {
      timer.cancelled = true;
    };
  }

  /** Lets an activity go its way; if it throws, the simulation fails. */
  spawn(activity: () => Promise<void>): void {
    activity().catch((error) => this.fail(error));
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  /** Runs until the time, or until nothing is left to happen. */
  async runUntil(time: number): Promise<void> {
    await turn();
    for (;;) {
      if (this.#failure) throw this.#failure.error;
      const next = this.#heap[0];
      if (next === undefined || next.at > time) break;
      pop(this.#heap);
      if (next.cancelled) continue;
      this.#now = next.at;
      this.steps += 1;
      next.run();
      await (this.steps % stepsPerTurn === 0 ? turn() : quiet());
      if (!this.#failure) this.afterStep();
    }
    this.#now = Math.max(this.#now, time);
  }
}

/** Often enough that a test's timeout is noticed. */
const stepsPerTurn = 1_000;

/** Until all promises that can go on have gone on: nothing here waits for real input or output. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * The same without a turn of the event loop, which takes several times as long: a tick that is asked for by a promise's
 * reaction comes when no reaction is left. All the kernel does after its first turn is such a reaction.
 */
function quiet(): Promise<void> {
  return new Promise((resolve) => {
    process.nextTick(resolve);
  });
}

function isBefore(one: Timer | undefined, other: Timer | undefined): boolean {
  if (!one || !other) return false;
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

function push(heap: Timer[], timer: Timer): void {
  let place = heap.length;
  heap.push(timer);
  while (place > 0) {
    const parent = (place - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(timer, above)) break;
    heap[place] = above;
    place = parent;
  }
  heap[place] = timer;
}

function pop(heap: Timer[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let place = 0;
  for (;;) {
    const left = place * 2 + 1;
    const child = isBefore(heap[left + 1], heap[left]) ? left + 1 : left;
    const below = heap[child];
    if (below === undefined || !isBefore(below, last)) break;
    heap[place] = below;
    place = child;
  }
  heap[place] = last;
}
