import { setTimeout } from 'node:timers/promises';
import { type BenchWorld, deliveryMessage, sqsEvent } from './bench-world.ts';
import type { MeasuredWorker } from './measured-worker.ts';
import { note, printTable, quantile } from './table.ts';

const endpoints = Array.from({ length: 100 }, (_, index) => `wh_${index}`);
/** Invocations side by side: what a small account lets dispatch have. */
const concurrency = 20;
const perSecond = 50;
const seconds = 15;
/** Of ten failures each; twenty in a row open a circuit (functions/shared/domain/circuit.ts). */
const mostRounds = 20;

/** How long a delivery to a healthy endpoint takes from the queue to its arrival, while others accept and never answer. */
export async function isolationTable(world: BenchWorld): Promise<void> {
  const rows: (readonly (string | number)[])[] = [];
  let undisturbed = 0;
  for (const part of [0, 0.1, 0.5]) {
    world.aws.table.clear();
    await world.addSpace('acme', endpoints, { timeouts: { connectSeconds: 5, requestSeconds: 1 } });
    const run = new Run(world, part);
    const opening = await run.open();
    const latencies = await run.measure();
    run.stop();
    const p99 = quantile(latencies, 0.99);
    if (part === 0) undisturbed = p99;
    rows.push([
      `${part * 100} % hang`,
      opening === undefined ? '' : (opening / 1000).toFixed(1),
      latencies.length,
      quantile(latencies, 0.5).toFixed(0),
      p99.toFixed(0),
      (p99 / undisturbed).toFixed(2),
    ]);
  }
  printTable(
    `4. Isolation: healthy endpoints among ${endpoints.length}, ${perSecond} deliveries a second, ${concurrency} invocations at once`,
    ['', 'circuits open after s', 'deliveries', 'p50 ms', 'p99 ms', 'of undisturbed'],
    rows,
  );
  note('Queue to arrival, once the breakers have opened. Aim: p99 within 1.5 of the undisturbed run.');
}

class Run {
  readonly #world: BenchWorld;
  readonly #hanging: ReadonlySet<string>;
  readonly #worker: MeasuredWorker;
  #running = true;
  #busy = 0;
  #events = 0;

  constructor(world: BenchWorld, part: number) {
    this.#world = world;
    this.#hanging = new Set(endpoints.slice(0, endpoints.length * part));
    this.#worker = world.worker();
    world.behave(({ path }) => (this.#hanging.has(path.slice(1)) ? 'never' : 200));
    for (let poller = 0; poller < concurrency; poller += 1) void this.#poll();
  }

  /** Lets every hanging endpoint fail until its circuit opens; answers how long that took. */
  async open(): Promise<number | undefined> {
    // A container that has run before, connected to everybody: what is measured is the queue, not the first greeting.
    for (let batch = 0; batch < endpoints.length; batch += 10) {
      for (const id of endpoints.slice(batch, batch + 10)) if (!this.#hanging.has(id)) this.#enqueue(id);
      await this.#drained();
    }
    if (this.#hanging.size === 0) return undefined;
    const startedAt = performance.now();
    for (let round = 0; round < mostRounds && this.#stillClosed().length > 0; round += 1) {
      for (const id of this.#stillClosed()) for (let failure = 0; failure < 10; failure += 1) this.#enqueue(id);
      await this.#drained();
    }
    if (this.#stillClosed().length > 0) throw new Error(`The circuits of ${this.#stillClosed()} did not open`);
    return performance.now() - startedAt;
  }

  async measure(): Promise<readonly number[]> {
    const queuedAt = new Map<string, number>();
    const startedAt = performance.now();
    for (let index = 0; index < perSecond * seconds; index += 1) {
      const id = endpoints[index % endpoints.length] ?? '';
      const deliveryId = this.#enqueue(id);
      if (!this.#hanging.has(id)) queuedAt.set(deliveryId, performance.now());
      await setTimeout(Math.max(0, startedAt + ((index + 1) * 1000) / perSecond - performance.now()));
    }
    await this.#drained();
    const arrived = [...queuedAt].filter(([id]) => this.#world.arrivals.has(id));
    if (arrived.length < queuedAt.size)
      throw new Error(`Only ${arrived.length} of ${queuedAt.size} deliveries arrived`);
    return arrived.map(([id, at]) => (this.#world.arrivals.get(id) ?? at) - at);
  }

  stop(): void {
    this.#running = false;
    this.#worker.stop();
  }

  #stillClosed(): readonly string[] {
    return [...this.#hanging].filter((id) => {
      const circuit = this.#world.aws.table.peek(`LANE#${id}`, 'LANE')?.circuit as Circuit | undefined;
      return circuit?.M?.state?.S !== 'open';
    });
  }

  #enqueue(webhookId: string): string {
    this.#events += 1;
    const { deliveryId, body } = deliveryMessage({ webhookId, eventId: `evt_${this.#hanging.size}_${this.#events}` });
    this.#world.aws.put('deliveries', { body, group: webhookId });
    return deliveryId;
  }

  async #drained(): Promise<void> {
    while (this.#world.aws.size('deliveries') > 0 || this.#busy > 0) await setTimeout(10);
  }

  async #poll(): Promise<void> {
    const bundle = this.#world.bundle('dispatch-delivery');
    while (this.#running) {
      const messages = this.#world.aws.take('deliveries');
      if (messages.length === 0) {
        await setTimeout(5);
        continue;
      }
      this.#busy += 1;
      await this.#worker.ask({ kind: 'invoke', bundle, event: sqsEvent(messages) });
      this.#busy -= 1;
    }
  }
}

type Circuit = Readonly<{ M?: Readonly<{ state?: Readonly<{ S?: string }> }> }>;
