import { createHash } from 'node:crypto';
import * as z from 'zod';
import { gigabyte, prices } from '../../bin/numbers/prices.ts';
import { attemptMemoryMb } from '../../lib/attempt-memory.ts';
import { Rng } from '../simulation/kernel.ts';
import { type Behaviour, type BenchWorld, busEnvelope, sqsEvent } from './bench-world.ts';
import type { QueuedMessage } from './canned-aws.ts';
import type { TableChange } from './canned-table.ts';
import type { MeasuredWorker } from './measured-worker.ts';
import { note, printTable } from './table.ts';
import { type AwsUnits, addUnits, noUnits } from './units.ts';

type Traffic = Readonly<{ fanOut: number; failing: number }>;
/** Deliveries whose first attempt failed, and the retries made. */
type Failures = { failed: number; retries: number };
/** `activity`: what counts and lists deliveries beside the path of a delivery. */
type Measured = Readonly<{ units: AwsUnits; activity: AwsUnits; failures: Failures; deliveries: number }>;

/** Deliveries a second, as in a million within nine hours. */
const perSecond = 30;
/**
 * Virtual time of one measurement: batches are alike from the first second on. Failures need several minutes, until
 * lanes have been opened, looked at and closed as often as they are in the long run; retries then take what time they take.
 */
const secondsOf = ({ failing }: Traffic) => (failing === 0 ? 50 : 180);
/** An endpoint's time to respond, and a call of AWS: both are billed as Lambda's duration. */
const endpointMs = 100;
const awsMs = 5;
/** Memory of the functions that do not send (lib/constructs/event-intake.ts, retry-lanes.ts). */
const otherMemoryMb = 512;
/** One processor's worth of memory (Lambda developer guide). */
const processorMb = 1769;
/** A lane's loop: Wait, Task, Choice; one more to begin and one to end (lib/constructs/retry-lanes.ts). */
const transitionsPerWake = 3;
/** One execution for each failing delivery: the same loop, once for each retry. */
const transitionsOfOwn = ({ failed, retries }: Failures) => 2 * failed + transitionsPerWake * retries;
/** A batch of the table's stream gathers for so long (lib/constructs/activity.ts). */
const gatherSeconds = 60;
/** A table on demand begins with four partitions (DynamoDB developer guide), and each is a shard of its stream. */
const shards = 4;
/** Dead and resting lanes are seen to so often (lib/constructs/retry-lanes.ts). */
const sweepSeconds = 60;

const traffics: readonly Traffic[] = [1, 5, 100].flatMap((fanOut) =>
  [0, 0.01, 0.1].map((failing) => ({ fanOut, failing })),
);

/** What AWS bills for a million deliveries, from the calls that the whole path really makes. */
export async function costTable(world: BenchWorld): Promise<void> {
  const rows: (readonly (string | number)[])[] = [];
  for (const traffic of traffics) {
    world.aws.table.clear();
    rows.push(row(traffic, await new DeliveryPath(world, traffic).run()));
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
      'statistics',
      'sum',
      'write units',
      'read units',
      'requests',
      'own lanes',
    ],
    rows,
  );
  note(
    `Counted at ${perSecond} deliveries a second, batches as full as that traffic makes them; endpoints respond in ${endpointMs} ms.`,
  );
  note(
    `Where attempts fail, each does by chance, retries too: over ${secondsOf({ fanOut: 1, failing: 1 }) / 60} minutes, and until the last retry is made and every lane closed. Webhooks: 3 at fan-out 1, 15 at 5, 100 at 100.`,
  );
  note(
    'Own lanes: what Step Functions would cost with an execution for each delivery that fails, of the same failures.',
  );
  note(
    `Statistics: all that counts and lists deliveries and events, from the table's stream in ${shards} shards and batches of ${gatherSeconds} seconds. Aim: at most 0.10.`,
  );
  note('Aims: at most 3.40 at fan-out 1 and 1.20 at fan-out 100, without failures and statistics.');
}

function row(
  { fanOut, failing }: Traffic,
  { units, activity, failures, deliveries }: Measured,
): readonly (string | number)[] {
  const perMillion = (count: number) => (count * 1e6) / deliveries;
  const costs = [
    units.events * prices.eventBridgeEvent,
    units.sqsRequests * prices.sqsRequest + units.sqsFairRequests * prices.sqsFairRequest,
    tableCost(units),
    lambdaCost(units),
    units.transitions * prices.stepFunctionsTransition,
    (units.logBytes / gigabyte) * prices.logsGb,
    (units.egressBytes / gigabyte) * prices.egressGb,
    tableCost(activity) + lambdaCost(activity),
  ].map(perMillion);
  const millions = (count: number) => `${(perMillion(count) / 1e6).toFixed(2)} M`;
  return [
    `${fanOut}, ${failing * 100} %`,
    ...costs.map((cost) => cost.toFixed(2)),
    costs.reduce((sum, cost) => sum + cost, 0).toFixed(2),
    millions(units.writeUnits),
    millions(units.readUnits),
    millions(units.sqsRequests),
    perMillion(transitionsOfOwn(failures) * prices.stepFunctionsTransition).toFixed(2),
  ];
}

const tableCost = ({ writeUnits, readUnits }: AwsUnits): number =>
  writeUnits * prices.dynamoWriteUnit + readUnits * prices.dynamoReadUnit;

const lambdaCost = ({ lambdaRequests, lambdaGbSeconds }: AwsUnits): number =>
  lambdaRequests * prices.lambdaRequest + lambdaGbSeconds * prices.lambdaGbSecond;

type Happening = Readonly<{ at: number; happen: () => Promise<void> }>;

const wakeResult = z.looseObject({ next: z.string(), waitSeconds: z.number().optional() });
const batchResult = z.object({ batchItemFailures: z.array(z.unknown()) });

/** Plays what joins the functions on AWS: the bus, Lambda's pollers, Step Functions; in virtual time. */
class DeliveryPath {
  readonly #world: BenchWorld;
  readonly #traffic: Traffic;
  readonly #worker: MeasuredWorker;
  readonly #more = noUnits();
  /** What the functions of the path used of AWS before the stream was last read, and what reading it used. */
  #onThePath = noUnits();
  #activity = noUnits();
  /** The stream's shards: what gathers in each, and since when. */
  readonly #gathering = Array.from({ length: shards }, (): TableChange[] => []);
  #gatheringSince = Number.POSITIVE_INFINITY;
  #sequence = 0;
  /** Wakes of lanes and arrivals of delayed messages, still to come. */
  readonly #ahead: Happening[] = [];
  readonly #failures: Failures = { failed: 0, retries: 0 };
  /** Virtual seconds since the beginning. */
  #now = 0;
  /** By so many ms the functions' clock is ahead. */
  #shift = 0;
  readonly #startedAt = performance.now();

  constructor(world: BenchWorld, traffic: Traffic) {
    this.#world = world;
    this.#traffic = traffic;
    this.#worker = world.worker();
  }

  async run(): Promise<Measured> {
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
    this.#world.behave(this.#failAtTimes(failing));
    aws.takeUnits();
    const [log, egress] = [this.#worker.logBytes, this.#world.receivedBytes()];
    const seconds = secondsOf(this.#traffic);
    const events = Math.round((perSecond * seconds) / fanOut);
    for (let event = 0; event < events; event += 1) {
      await this.#moveTo((event * seconds) / events);
      aws.put('events', { body: busEnvelope(spaces[event % spaces.length] ?? '', this.#time()) });
      this.#more.events += 1;
      this.#more.sqsRequests += 1;
      if (aws.size('events') >= 10) await this.#work();
    }
    await this.#work();
    while (this.#next().at < Number.POSITIVE_INFINITY) await this.#moveTo(this.#next().at);
    this.#worker.stop();
    const units = addUnits(addUnits(this.#onThePath, aws.takeUnits()), {
      ...this.#more,
      logBytes: this.#worker.logBytes - log,
      egressBytes: this.#world.receivedBytes() - egress,
    });
    return { units, activity: this.#activity, failures: this.#failures, deliveries: events * fanOut };
  }

  /** Each attempt may fail, whatever became of those before; with the same numbers in every run, so that runs compare. */
  #failAtTimes(failing: number): Behaviour {
    const seen = new Set<string>();
    const rng = new Rng(1);
    return ({ id }) => {
      const fails = rng.happens(failing);
      if (seen.has(id)) this.#failures.retries += 1;
      else if (fails) this.#failures.failed += 1;
      seen.add(id);
      return fails ? 500 : 200;
    };
  }

  #time(): Date {
    return new Date(Date.now() + this.#shift);
  }

  /** What happens next; never, when nothing is left to come. */
  #next(): Happening {
    const gathered = { at: this.#gatheringSince + gatherSeconds, happen: () => this.#readStream() };
    return [...this.#ahead, this.#sweep(), gathered].reduce((first, each) => (each.at < first.at ? each : first));
  }

  /** Moves time on, and lets happen on the way what is due. */
  async #moveTo(second: number): Promise<void> {
    for (;;) {
      const next = this.#next();
      const isDue = next.at <= second;
      await this.#setClock(isDue ? Math.max(next.at, this.#now) : second);
      if (!isDue) return;
      const index = this.#ahead.indexOf(next);
      if (index >= 0) this.#ahead.splice(index, 1);
      await next.happen();
      await this.#work();
    }
  }

  /** The next sweep that finds something to do. The others cost the same with or without deliveries. */
  #sweep(): Happening {
    const firstDue = this.#world.aws.table.firstDue('LANES#');
    const second = this.#now + (firstDue - this.#time().getTime()) / 1000;
    const at = Math.ceil(Math.max(second, this.#now + 0.001) / sweepSeconds) * sweepSeconds;
    const record = { id: 'sweep', body: JSON.stringify({ kind: 'sweep' }), receiveCount: 1 };
    return { at, happen: () => this.#invokeBatch('reconcile-lanes', [record]) };
  }

  async #setClock(second: number): Promise<void> {
    this.#now = Math.max(this.#now, second);
    const wanted = this.#now * 1000 - (performance.now() - this.#startedAt);
    if (wanted <= this.#shift) return;
    await this.#worker.run({ kind: 'advance', ms: wanted - this.#shift });
    this.#shift = wanted;
  }

  /** One wake of a lane. */
  async #wake(state: Readonly<Record<string, unknown>>): Promise<void> {
    this.#more.transitions += transitionsPerWake;
    const next = wakeResult.parse(await this.#invoke('release-deliveries', state));
    if (next.next === 'sleep') this.#after(Number(next.waitSeconds), () => this.#wake({ ...state, ...next }));
    else this.#more.transitions += 1;
  }

  #after(seconds: number, happen: () => Promise<void>): void {
    this.#ahead.push({ at: this.#now + seconds, happen });
  }

  /** Puts what the functions have changed in the table into the shards of its stream. */
  #gather(): void {
    for (const change of this.#world.aws.table.changes.splice(0)) {
      const shard = createHash('sha256').update(String(change.after.pk?.S)).digest().readUInt32BE() % shards;
      this.#gathering[shard]?.push(change);
      this.#gatheringSince = Math.min(this.#gatheringSince, this.#now);
    }
  }

  /** Lambda's poller: what has gathered, shard by shard. Reading is free. */
  async #readStream(): Promise<void> {
    const { aws } = this.#world;
    this.#gatheringSince = Number.POSITIVE_INFINITY;
    this.#onThePath = addUnits(this.#onThePath, aws.takeUnits());
    for (const [shard, changes] of this.#gathering.entries()) {
      const Records = changes.splice(0).map((change) => this.#streamRecord(change));
      if (Records.length === 0) continue;
      await this.#invoke('record-activity', { shardId: `shardId-${shard}`, Records }, this.#activity);
    }
    this.#activity = addUnits(this.#activity, aws.takeUnits());
  }

  #streamRecord({ before, after }: TableChange) {
    this.#sequence += 1;
    const { pk, sk } = after;
    const SequenceNumber = `1${String(this.#sequence).padStart(20, '0')}`;
    return { dynamodb: { Keys: { pk, sk }, SequenceNumber, OldImage: before, NewImage: after } };
  }

  /** Takes up what the functions have set off: executions of lanes, and messages with a delay. */
  #takeUp(): void {
    const { aws } = this.#world;
    for (const state of aws.executions.splice(0)) {
      this.#more.transitions += 1;
      this.#after(Number(state.waitSeconds), () => this.#wake(state));
    }
    for (const { queue, message, seconds } of aws.delayed.splice(0)) {
      this.#after(seconds, async () => aws.put(queue, message));
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
    this.#takeUp();
    this.#gather();
  }

  /** Lambda's poller: one receive and one delete for the batch, each billed by 64 KB. */
  async #invokeBatch(name: string, messages: readonly QueuedMessage[]): Promise<void> {
    const bytes = messages.reduce((total, { body }) => total + Buffer.byteLength(body), 0);
    const fair = messages.some(({ group }) => group !== undefined);
    const received = Math.max(1, Math.ceil(bytes / 65_536));
    this.#more.sqsRequests += received + 1;
    if (fair) this.#more.sqsFairRequests += received + 1;
    const { batchItemFailures } = batchResult.parse(await this.#invoke(name, sqsEvent(messages)));
    if (batchItemFailures.length > 0)
      throw new Error(`${name} returned messages: ${JSON.stringify(batchItemFailures)}`);
  }

  async #invoke(name: string, event: unknown, used: AwsUnits = this.#more): Promise<unknown> {
    const { result, cpuMs } = await this.#worker.run({ kind: 'invoke', bundle: this.#world.bundle(name), event });
    used.lambdaRequests += 1;
    // What is computed takes longer on Lambda's part of a processor. What is waited for is counted as it would be there:
    // the endpoint, and three rounds of calls to AWS, as the functions make most calls of a round side by side.
    const sends = /^(dispatch|retry)-/.test(name);
    const memoryMb = sends ? attemptMemoryMb : otherMemoryMb;
    const waitedMs = 3 * awsMs + (sends ? endpointMs : 0);
    used.lambdaGbSeconds += ((waitedMs + (cpuMs * processorMb) / memoryMb) / 1000) * (memoryMb / 1024);
    return result;
  }
}
