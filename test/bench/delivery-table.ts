import { randomUUID } from 'node:crypto';
import { formatApiKey, hashApiKey } from '../../functions/shared/spaces/domain/api-key.ts';
import { bareDelivery } from './bare-loop.ts';
import { type BenchWorld, busEnvelope, businessData, sqsEvent } from './bench-world.ts';
import type { MeasuredWorker } from './measured-worker.ts';
import { median, note, printTable } from './table.ts';

const fanOuts = [1, 10, 100] as const;
/** Of one measurement: of each step so many events or deliveries. */
const count = 2_000;
const batchSize = 10;
const inOneBody = 100;
const warmUps = 2;
const rounds = 5;

/** What one step took: CPU of its process and calls of AWS, for each event or delivery; and calls of one invocation. */
type Cost = Readonly<{ cpuMs: number; calls: number; callsPerBatch?: number | undefined }>;
type Steps = Readonly<Record<string, Cost>>;

/** What a delivery takes of a processor on its whole path, beside the least that anybody could do. */
export async function deliveryTable(world: BenchWorld): Promise<void> {
  world.behave(() => 200);
  const path = new DeliveryPath(world);
  for (let warmUp = 0; warmUp < warmUps; warmUp += 1) await path.round();
  const measured: Steps[] = [];
  for (let each = 0; each < rounds; each += 1) measured.push(await path.round());
  path.stop();
  print(measured);
}

function print(measured: readonly Steps[]): void {
  const of = (name: string, figure: (cost: Cost, round: Steps) => number) =>
    median(
      measured.map((round) => {
        const cost = round[name];
        if (cost === undefined) throw new Error(`Nothing was measured of "${name}"`);
        return figure(cost, round);
      }),
    );
  const bareLoops = (name: string) => of(name, ({ cpuMs }, round) => cpuMs / (round[bareLoop]?.cpuMs ?? Number.NaN));
  const callsPerBatch = (name: string) => {
    const calls = of(name, ({ callsPerBatch: count = Number.NaN }) => count);
    return Number.isNaN(calls) ? '' : calls.toFixed(2);
  };
  const perCall = (name: string) => {
    const cpuMs = of(name, (cost) => cost.cpuMs / cost.calls);
    return Number.isFinite(cpuMs) ? cpuMs.toFixed(2) : '';
  };
  printTable(
    '1. The whole path: 2 KB events by the API to endpoints over TLS, batches of 10, one process for each function',
    ['', 'CPU ms', 'bare loops', 'calls of AWS', 'calls a batch', 'CPU ms a call'],
    Object.keys(measured[0] ?? {}).map((name) => [
      name,
      of(name, ({ cpuMs }) => cpuMs).toFixed(3),
      bareLoops(name).toFixed(2),
      of(name, ({ calls }) => calls).toFixed(2),
      callsPerBatch(name),
      perCall(name),
    ]),
  );
  note('A bare loop is what a delivery takes of the same machine at the same time in a loop of undici that signs.');
  note(
    `Dispatch makes ${(1 / bareLoops(dispatchOf(10))).toFixed(2)} of its deliveries per CPU-second at fan-out 10 (aim: at least 0.45).`,
  );
  note('Aims for the whole path: at most 10 bare loops at fan-out 1, 3.75 at fan-out 10.');
}

const bareLoop = 'bare loop that signs, a delivery';
const authorizing = 'authorize-request, an event';
const accepting = 'accept-event, an event';
const acceptingMany = `accept-event, an event of ${inOneBody} in one body`;
const fanningOut = (fanOut: number) => `fan-out ${fanOut}: fan-out-event, an event`;
const dispatchOf = (fanOut: number) => `fan-out ${fanOut}: dispatch-delivery, a delivery`;

/** Every function in a process of its own, as on Lambda; one after the other, so that none takes another's processor. */
class DeliveryPath {
  readonly #world: BenchWorld;
  readonly #workers = new Map<string, MeasuredWorker>();
  readonly #key = formatApiKey({ space: 'acme', keyId: '01JCH5Q2M8Z0V6W3X9Y4T7R1KD', secret: 'ab'.repeat(32) });

  constructor(world: BenchWorld) {
    this.#world = world;
  }

  async round(): Promise<Steps> {
    this.#world.aws.table.clear();
    await this.#world.addSpace('acme', []);
    this.#world.addKey('acme', { id: '01JCH5Q2M8Z0V6W3X9Y4T7R1KD', hash: hashApiKey(this.#key) });
    const steps: Record<string, Cost> = {
      [bareLoop]: { cpuMs: await bareDelivery(this.#world, this.#worker('bare'), count), calls: 0 },
    };
    steps[authorizing] = await this.#invoke(
      'authorize-request',
      this.#times(count, () => this.#authorization()),
    );
    steps[accepting] = await this.#invoke(
      'accept-event',
      this.#times(count, () => this.#apiCall(draft())),
    );
    const many = () => this.#apiCall({ events: this.#times(inOneBody, draft) });
    steps[acceptingMany] = each(await this.#invoke('accept-event', this.#times(count / inOneBody, many)), inOneBody);
    for (const fanOut of fanOuts) Object.assign(steps, await this.#fanOut(fanOut, steps));
    return steps;
  }

  stop(): void {
    for (const worker of this.#workers.values()) worker.stop();
  }

  async #fanOut(fanOut: number, before: Steps): Promise<Steps> {
    const { aws } = this.#world;
    // A space of its own for each: fan-out remembers who subscribes.
    const space = `acme-${fanOut}`;
    await this.#world.addSpace(
      space,
      this.#times(fanOut, (index) => `wh_${fanOut}_${index}`),
    );
    const events = this.#times(count / fanOut, () => ({
      id: randomUUID(),
      body: busEnvelope(space, new Date()),
      receiveCount: 1,
    }));
    const fannedOut = await this.#invoke('fan-out-event', batches(events).map(sqsEvent), events.length);
    const messages = [];
    while (aws.size('deliveries') > 0) messages.push(aws.take('deliveries'));
    const dispatched = await this.#invoke('dispatch-delivery', messages.map(sqsEvent), count);
    const wholePath = (acceptance: string) =>
      sum(
        [before[authorizing], before[acceptance], fannedOut].map((cost) => each(cost, fanOut)),
        dispatched,
      );
    return {
      [fanningOut(fanOut)]: fannedOut,
      [dispatchOf(fanOut)]: dispatched,
      [`fan-out ${fanOut}: the whole path, a delivery`]: wholePath(accepting),
      [`fan-out ${fanOut}: the same, ${inOneBody} events in one body`]: sum(
        [each(before[authorizing], fanOut * inOneBody), each(before[acceptingMany], fanOut), each(fannedOut, fanOut)],
        dispatched,
      ),
    };
  }

  async #invoke(name: string, events: readonly unknown[], parts = events.length): Promise<Cost> {
    this.#world.aws.takeUnits();
    const { cpuMs } = await this.#worker(name).run({ kind: 'invokeAll', bundle: this.#world.bundle(name), events });
    const { calls } = this.#world.aws.takeUnits();
    return each({ cpuMs, calls, callsPerBatch: calls / events.length }, parts);
  }

  #worker(name: string): MeasuredWorker {
    const worker = this.#workers.get(name) ?? this.#world.worker();
    this.#workers.set(name, worker);
    return worker;
  }

  #times<Value>(times: number, make: (index: number) => Value): Value[] {
    return Array.from({ length: times }, (_, index) => make(index));
  }

  #authorization() {
    return { headers: { authorization: `Bearer ${this.#key}` }, requestContext: { requestId: randomUUID() } };
  }

  /** What the gateway hands to a function for a call (payload format 2.0). */
  #apiCall(body: unknown) {
    return {
      routeKey: 'POST /v1/spaces/{space}/events',
      rawPath: '/v1/spaces/acme/events',
      headers: { 'content-type': 'application/json' },
      pathParameters: { space: 'acme' },
      requestContext: {
        requestId: randomUUID(),
        http: { method: 'POST' },
        authorizer: { lambda: { role: 'manager', space: 'acme', id: 'key:1' } },
      },
      body: JSON.stringify(body),
      isBase64Encoded: false,
    };
  }
}

const draft = () => ({ type: 'order.paid', data: businessData() });

function batches<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / batchSize) }, (_, index) =>
    items.slice(index * batchSize, (index + 1) * batchSize),
  );
}

const each = (cost: Cost | undefined, parts: number): Cost => ({
  ...cost,
  cpuMs: (cost?.cpuMs ?? Number.NaN) / parts,
  calls: (cost?.calls ?? Number.NaN) / parts,
});

const sum = (costs: readonly Cost[], last: Cost): Cost =>
  costs.reduce((total, { cpuMs, calls }) => ({ cpuMs: total.cpuMs + cpuMs, calls: total.calls + calls }), last);
