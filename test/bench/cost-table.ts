import { gigabyte, prices } from '../../bin/numbers/prices.ts';
import { type BenchWorld, busEnvelope, sqsEvent } from './bench-world.ts';
import type { QueuedMessage } from './canned-aws.ts';
import type { MeasuredWorker } from './measured-worker.ts';
import { note, printTable } from './table.ts';
import { type AwsUnits, noUnits } from './units.ts';

type Traffic = Readonly<{ fanOut: number; failing: number }>;

/** Deliveries of one measurement, and the virtual time they are spread over: 30 a second. */
const deliveries = 1_500;
const seconds = 50;
/** An endpoint's time to answer, and a call of AWS: both are billed as Lambda's duration. */
const endpointMs = 100;
const awsMs = 5;
/** Of both the size in GB, and the part of a processor that Lambda gives to it (1,769 MB are one; Lambda developer guide). */
const memoryGb = 0.5;
const processors = 512 / 1769;
/** A lane's loop: Wait, Task, Choice; one more to begin and one to end (lib/constructs/retry-lanes.ts). */
const transitionsPerLook = 3;

const traffics: readonly Traffic[] = [1, 5, 100].flatMap((fanOut) =>
  [0, 0.01, 0.1].map((failing) => ({ fanOut, failing })),
);

/** What AWS bills for a million deliveries, from the calls that the whole road really makes. */
export async function costTable(world: BenchWorld): Promise<void> {
  const rows: (readonly (string | number)[])[] = [];
  for (const traffic of traffics) {
    world.aws.table.clear();
    const units = await new Road(world, traffic).run();
    rows.push(row(traffic, units));
  }
  printTable(
    '2. Cost of a million deliveries of 2 KB in US dollars, list prices of us-east-1',
    [
      'fan-out, failing attempts',
      'bus',
      'SQS',
      'table',
      'Lambda',
      'lanes',
      'logs',
      'egress',
      'sum',
      'write units',
      'read units',
      'requests',
    ],
    rows,
  );
  note(
    `Counted over ${deliveries.toLocaleString('en')} deliveries at 30 a second, batches as full as that traffic makes them; endpoints answer in ${endpointMs} ms.`,
  );
  note('Aim: at most 2.90 at fan-out 1 and 1.20 at fan-out 100, without failures.');
}

function row({ fanOut, failing }: Traffic, units: AwsUnits): readonly (string | number)[] {
  const perMillion = (count: number) => (count * 1e6) / deliveries;
  const costs = [
    units.events * prices.eventBridgeEvent,
    units.sqsRequests * prices.sqsRequest + units.sqsFairRequests * prices.sqsFairRequest,
    units.writeUnits * prices.dynamoWriteUnit + units.readUnits * prices.dynamoReadUnit,
    units.lambdaRequests * prices.lambdaRequest + units.lambdaGbSeconds * prices.lambdaGbSecond,
    units.transitions * prices.stepFunctionsTransition,
    (units.logBytes / gigabyte) * prices.logsGb,
    (units.egressBytes / gigabyte) * prices.egressGb,
  ].map(perMillion);
  const millions = (count: number) => `${(perMillion(count) / 1e6).toFixed(2)} M`;
  return [
    `${fanOut}, ${failing * 100} %`,
    ...costs.map((cost) => cost.toFixed(2)),
    costs.reduce((sum, cost) => sum + cost, 0).toFixed(2),
    millions(units.writeUnits),
    millions(units.readUnits),
    millions(units.sqsRequests),
  ];
}

type Look = { at: number; state: Readonly<Record<string, unknown>> };

/** Plays what joins the functions on AWS: the bus, Lambda's pollers, Step Functions; in virtual time. */
class Road {
  readonly #world: BenchWorld;
  readonly #traffic: Traffic;
  readonly #worker: MeasuredWorker;
  readonly #more = noUnits();
  readonly #looks: Look[] = [];
  /** Virtual seconds since the beginning. */
  #now = 0;
  #ahead = 0;
  readonly #startedAt = performance.now();

  constructor(world: BenchWorld, traffic: Traffic) {
    this.#world = world;
    this.#traffic = traffic;
    this.#worker = world.worker();
  }

  async run(): Promise<AwsUnits> {
    const { fanOut, failing } = this.#traffic;
    const { aws } = this.#world;
    const ids = Array.from({ length: fanOut }, (_, index) => `wh_${fanOut}_${index}`);
    // Each webhook gets ten deliveries a second at fan-out 1, two at 5, and one in three seconds at 100.
    const spaces = fanOut === 100 ? ['one'] : ['one', 'two', 'three'];
    for (const space of spaces)
      await this.#world.addSpace(
        space,
        ids.map((id) => `${id}_${space}`),
      );
    this.#world.behave(() => (Math.random() < failing ? 500 : 200));
    aws.takeUnits();
    const [log, egress] = [this.#worker.logBytes, this.#world.receivedBytes()];
    const events = Math.round(deliveries / fanOut);
    for (let event = 0; event < events; event += 1) {
      await this.#moveTo((event * seconds) / events);
      aws.put('events', { body: busEnvelope(spaces[event % spaces.length] ?? '', this.#time()) });
      this.#more.events += 1;
      this.#more.sqsRequests += 1;
      if (aws.size('events') >= 10) await this.#work();
    }
    await this.#work();
    while (this.#looks.length > 0) await this.#moveTo(Math.min(...this.#looks.map(({ at }) => at)));
    this.#worker.stop();
    return sum(aws.takeUnits(), {
      ...this.#more,
      logBytes: this.#worker.logBytes - log,
      egressBytes: this.#world.receivedBytes() - egress,
    });
  }

  #time(): Date {
    return new Date(Date.now() + this.#ahead);
  }

  /** Moves time on, looking at lanes on the way when they are due. */
  async #moveTo(second: number): Promise<void> {
    for (;;) {
      const due = this.#looks.filter(({ at }) => at <= second).sort((one, other) => one.at - other.at)[0];
      await this.#setClock(due ? Math.max(due.at, this.#now) : second);
      if (!due) return;
      this.#looks.splice(this.#looks.indexOf(due), 1);
      await this.#look(due);
      await this.#work();
    }
  }

  async #setClock(second: number): Promise<void> {
    this.#now = Math.max(this.#now, second);
    const wanted = this.#now * 1000 - (performance.now() - this.#startedAt);
    if (wanted <= this.#ahead) return;
    await this.#worker.ask({ kind: 'advance', ms: wanted - this.#ahead });
    this.#ahead = wanted;
  }

  /** One round of a lane's execution. */
  async #look({ state }: Look): Promise<void> {
    this.#more.transitions += transitionsPerLook;
    const answer = await this.#invoke('release-deliveries', state);
    const next = answer as Readonly<{ next: string; waitSeconds?: number }>;
    if (next.next === 'sleep')
      this.#looks.push({ at: this.#now + (next.waitSeconds ?? 0), state: { ...state, ...next } });
    else this.#more.transitions += 1;
    this.#begin();
  }

  #begin(): void {
    for (const state of this.#world.aws.executions.splice(0)) {
      this.#more.transitions += 1;
      this.#looks.push({ at: this.#now + Number(state.waitSeconds), state });
    }
  }

  /** Works through all queues until they are empty. */
  async #work(): Promise<void> {
    for (const [queue, name] of [
      ['events', 'fan-out-event'],
      ['deliveries', 'dispatch-delivery'],
      ['retries', 'retry-delivery'],
    ] as const) {
      while (this.#world.aws.size(queue) > 0) await this.#invokeBatch(name, this.#world.aws.take(queue));
    }
    this.#begin();
  }

  /** Lambda's poller: one receive and one delete for the batch, each billed by 64 KB. */
  async #invokeBatch(name: string, messages: readonly QueuedMessage[]): Promise<void> {
    const bytes = messages.reduce((total, { body }) => total + Buffer.byteLength(body), 0);
    const fair = messages.some(({ group }) => group !== undefined);
    const received = Math.max(1, Math.ceil(bytes / 65_536));
    this.#more.sqsRequests += received + 1;
    if (fair) this.#more.sqsFairRequests += received + 1;
    const answer = await this.#invoke(name, sqsEvent(messages));
    const { batchItemFailures } = answer as Readonly<{ batchItemFailures: readonly unknown[] }>;
    if (batchItemFailures.length > 0)
      throw new Error(`${name} returned messages: ${JSON.stringify(batchItemFailures)}`);
  }

  async #invoke(name: string, event: unknown): Promise<unknown> {
    const { result, cpuMs } = await this.#worker.ask({ kind: 'invoke', bundle: this.#world.bundle(name), event });
    this.#more.lambdaRequests += 1;
    // What is computed takes longer on Lambda's part of a processor. What is waited for is counted as it would be there:
    // the endpoint, and three rounds of calls to AWS, as the functions make most calls of a round side by side.
    const waitedMs = 3 * awsMs + (/^(dispatch|retry)-/.test(name) ? endpointMs : 0);
    this.#more.lambdaGbSeconds += ((waitedMs + cpuMs / processors) / 1000) * memoryGb;
    return result;
  }
}

function sum(one: AwsUnits, other: AwsUnits): AwsUnits {
  const all = { ...one };
  for (const name of Object.keys(one) as (keyof AwsUnits)[]) all[name] += other[name];
  return all;
}
