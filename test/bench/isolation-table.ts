import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { type BenchWorld, deliveryMessage, sqsEvent } from './bench-world.ts';
import type { QueuedMessage } from './canned-aws.ts';
import type { MeasuredWorker } from './measured-worker.ts';
import { note, printTable, quantile } from './table.ts';

const endpoints = Array.from({ length: 100 }, (_, index) => `wh_${index}`);
/** Invocations side by side on the usual queues, as shipped (lib/constructs/delivery.ts), and what a small account may have. */
const [shipped, small] = [200, 20];
/** The queues of dispatch: the messages of a batch, and invocations as a part of those above (lib/constructs/delivery.ts). */
const queues = [
  { queue: 'deliveries', batchSize: 10, share: 1 },
  { queue: 'deliveries-slow', batchSize: 5, share: 0.5 },
] as const;
type Queue = (typeof queues)[number];
/** Which part of the endpoints hangs; the first row is what the others are held against. */
const rounds = [
  { part: 0, concurrency: shipped },
  { part: 0.1, concurrency: shipped },
  { part: 0.5, concurrency: shipped },
  { part: 0.1, concurrency: small },
];
const perSecond = 50;
/** Of the first minute after the onset, and of the time once the circuits are open. */
const seconds = { fromOnset: 30, onceOpen: 15 };
/** Twenty failures in a row open a circuit (functions/shared/lanes/domain/circuit.ts); each endpoint gets one every two seconds. */
const longestOpeningSeconds = 180;

type Latencies = Readonly<{ fromOnset: readonly number[]; onceOpen: readonly number[]; openedAfter: number }>;

/** How long a delivery to a healthy endpoint takes from the queue to its arrival, while others accept and never respond. */
export async function isolationTable(world: BenchWorld): Promise<void> {
  const rows: (readonly (string | number)[])[] = [];
  let undisturbed = 0;
  for (const { part, concurrency } of rounds) {
    world.aws.table.clear();
    await world.addSpace('acme', endpoints);
    const run = new Run(world, { part, concurrency });
    await run.warmUp();
    const { fromOnset, onceOpen, openedAfter } = await run.measure();
    run.stop();
    if (part === 0) undisturbed = quantile(fromOnset, 0.99);
    rows.push([
      `${part * 100} % hang, ${concurrency} at once`,
      ...figures(fromOnset, undisturbed),
      part === 0 ? '' : openedAfter.toFixed(0),
      ...figures(onceOpen, undisturbed),
    ]);
  }
  printTable(
    `4. Isolation: healthy endpoints among ${endpoints.length}, ${perSecond} deliveries a second, timeouts as shipped`,
    [
      '',
      'onset: p50 ms',
      'p99 ms',
      'of undisturbed',
      'circuits open after s',
      'open: p50 ms',
      'p99 ms',
      'of undisturbed',
    ],
    rows,
  );
  note(
    `Queue to arrival; in the ${seconds.fromOnset} seconds after the endpoints ceased to respond, and once all their circuits are open.`,
  );
  note(
    `${shipped} invocations of dispatch are what is shipped, ${small} what a small account may have; half as many for the slow queue.`,
  );
  note('Aims as shipped: p99 within 2 of the undisturbed run from the onset, within 1.2 once the circuits are open.');
}

const figures = (latencies: readonly number[], undisturbed: number) => [
  quantile(latencies, 0.5).toFixed(0),
  quantile(latencies, 0.99).toFixed(0),
  (quantile(latencies, 0.99) / undisturbed).toFixed(2),
];

class Run {
  readonly #world: BenchWorld;
  readonly #hanging: ReadonlySet<string>;
  readonly #worker: MeasuredWorker;
  #running = true;
  #busy = 0;
  #events = 0;
  #sent = 0;

  constructor(world: BenchWorld, { part, concurrency }: Readonly<{ part: number; concurrency: number }>) {
    this.#world = world;
    // Spread among the others, so that none is always behind one that hangs.
    this.#hanging = new Set(endpoints.filter((_, index) => part > 0 && index % Math.round(1 / part) === 0));
    this.#worker = world.worker();
    world.behave(() => 200);
    for (const queue of queues) void this.#work(queue, concurrency * queue.share);
  }

  /** A container that has run before, connected to everybody: what is measured is the queue, not the first greeting. */
  async warmUp(): Promise<void> {
    for (let batch = 0; batch < endpoints.length; batch += 10) {
      for (const id of endpoints.slice(batch, batch + 10)) this.#enqueue(id);
      await this.#drained();
    }
  }

  /** From the moment on at which the endpoints cease to respond. */
  async measure(): Promise<Latencies> {
    this.#world.behave(({ path }) => (this.#hanging.has(path.slice(1)) ? 'never' : 200));
    const onset = performance.now();
    const fromOnset = await this.#send(seconds.fromOnset);
    while (this.#stillClosed().length > 0) {
      if (performance.now() - onset > longestOpeningSeconds * 1000)
        throw new Error(`The circuits of ${this.#stillClosed()} did not open`);
      await this.#send(1);
    }
    const openedAfter = (performance.now() - onset) / 1000;
    const onceOpen = await this.#send(seconds.onceOpen);
    await this.#drained();
    return { fromOnset: this.#latencies(fromOnset), onceOpen: this.#latencies(onceOpen), openedAfter };
  }

  /** Sends to all in turn for so long; returns when each delivery to a healthy endpoint was queued. */
  async #send(forSeconds: number): Promise<ReadonlyMap<string, number>> {
    const queuedAt = new Map<string, number>();
    const startedAt = performance.now();
    for (let index = 0; index < perSecond * forSeconds; index += 1) {
      const id = endpoints[this.#sent % endpoints.length] ?? '';
      this.#sent += 1;
      const deliveryId = this.#enqueue(id);
      if (!this.#hanging.has(id)) queuedAt.set(deliveryId, performance.now());
      await setTimeout(Math.max(0, startedAt + ((index + 1) * 1000) / perSecond - performance.now()));
    }
    return queuedAt;
  }

  #latencies(queuedAt: ReadonlyMap<string, number>): readonly number[] {
    return [...queuedAt].map(([id, at]) => {
      const arrived = this.#world.arrivals.get(id);
      if (arrived === undefined) throw new Error(`The delivery ${id} did not arrive`);
      return arrived - at;
    });
  }

  stop(): void {
    this.#running = false;
    this.#worker.stop();
  }

  #stillClosed(): readonly string[] {
    return [...this.#hanging].filter((id) => {
      const circuit = this.#world.aws.table.peek(`LANE#${id}`, 'LANE')?.circuit;
      return circuitItem.parse(circuit)?.M.state.S !== 'open';
    });
  }

  #enqueue(webhookId: string): string {
    this.#events += 1;
    const { deliveryId, body } = deliveryMessage({ webhookId, eventId: `evt_${this.#hanging.size}_${this.#events}` });
    this.#world.aws.put('deliveries', { body, group: webhookId });
    return deliveryId;
  }

  async #drained(): Promise<void> {
    const isEmpty = () => queues.every(({ queue }) => this.#world.aws.size(queue) === 0);
    while (!isEmpty() || this.#busy > 0) await setTimeout(10);
  }

  /** Invokes dispatch for what is in a queue, so often side by side. */
  async #work({ queue, batchSize }: Queue, most: number): Promise<void> {
    let underWay = 0;
    while (this.#running) {
      while (underWay < most && this.#world.aws.size(queue) > 0) {
        underWay += 1;
        void this.#invoke(this.#world.aws.take(queue, batchSize)).then(() => {
          underWay -= 1;
        });
      }
      await setTimeout(2);
    }
  }

  async #invoke(messages: readonly QueuedMessage[]): Promise<void> {
    this.#busy += 1;
    await this.#worker.run({
      kind: 'invoke',
      bundle: this.#world.bundle('dispatch-delivery'),
      event: sqsEvent(messages),
    });
    this.#busy -= 1;
  }
}

const circuitItem = z.object({ M: z.object({ state: z.object({ S: z.string() }) }) }).optional();
