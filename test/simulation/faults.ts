import { deliveryPartitions } from '../../functions/shared/platform/adapters/dynamodb-keys.ts';
import { WriteFault } from '../../functions/shared/platform/application/ports.ts';
import { partitionOf } from '../../functions/shared/platform/domain/partition.ts';
import type { Kernel, Rng } from './kernel.ts';

/** How often each thing goes wrong with one call of a port. */
export type FaultRates = Readonly<{
  /** The call fails before it had its effect: throttled. */
  throttle: number;
  /** The call had its effect, but its response is lost. */
  responseLost: number;
  /** The function dies before or after the call. */
  crash: number;
  /** The call takes seconds. */
  slow: number;
  /** The call never responds: the client gives up after seconds, or the function is ended first. */
  hang: number;
}>;

export const noFaults: FaultRates = { throttle: 0, responseLost: 0, crash: 0, slow: 0, hang: 0 };

/** A running instance of a function: it has a memory of its own, works on one thing at a time, and can die. */
export class Instance {
  dead = false;
  /** Runs when it dies. */
  onDeath: () => void = () => {};

  die(): void {
    this.dead = true;
    this.onDeath();
  }
}

class SimulatedFault extends Error {}

export const throttledWrite = new WriteFault('ThrottlingError');

/** Whether it was made to go wrong here, and is no fault of the code under test. */
export const isSimulated = (error: unknown): boolean => error instanceof SimulatedFault || error === throttledWrite;

/**
 * Seconds or minutes in which most calls are throttled: every call, or only writes to one of the partitions that the
 * records of a webhook are spread over.
 */
type Storm = Readonly<{ until: number; partition?: number | undefined }>;

export type CurrentFaults = { rates: FaultRates; storm?: Storm | undefined };

/** How many of the calls that a storm hits are throttled. */
const throttledInStorm = 0.8;
/** How long a client waits for an answer. */
const clientTimeoutMs = 5_000;

/** The least and the most that a call takes, in milliseconds. */
export type CallTimes = readonly [number, number];

/**
 * The port as a function's instance sees it: every call takes time and may fail before its effect, after it, or take
 * the instance down. A dead instance's calls never come back.
 */
export function withFaults<Port extends object>(
  port: Port,
  {
    kernel,
    chance,
    faults,
    instance,
    callMs,
  }: Readonly<{ kernel: Kernel; chance: Rng; faults: CurrentFaults; instance: Instance; callMs: CallTimes }>,
): Port {
  const pause = async () => {
    const { slow, crash, hang } = faults.rates;
    if (chance.happens(hang)) await never(kernel, chance);
    await kernel.sleep(chance.happens(slow) ? chance.between(1_000, 12_000) : chance.between(...callMs));
    if (!instance.dead && chance.happens(crash)) instance.die();
    if (instance.dead) await new Promise(() => {});
  };
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        await pause();
        const isStormy = faults.storm !== undefined && faults.storm.partition === undefined;
        if (chance.happens(isStormy ? throttledInStorm : faults.rates.throttle))
          throw new SimulatedFault(`${String(name)} was throttled`);
        const answer: unknown = await member.apply(target, args);
        kernel.trace?.(`${String(name)}(${show(args)}) → ${show(answer)}`);
        // Most answers come at once; that saves half of all steps.
        if (chance.happens(0.4)) await pause();
        if (chance.happens(faults.rates.responseLost))
          throw new SimulatedFault(`the response of ${String(name)} was lost`);
        return answer;
      };
    },
  });
}

/** The call is not carried out, and its client notices after its timeout, or never. */
async function never(kernel: Kernel, chance: Rng): Promise<void> {
  if (chance.happens(0.3)) await new Promise(() => {});
  await kernel.sleep(clientTimeoutMs);
  throw new SimulatedFault('a call was not answered in time');
}

function show(value: unknown): string {
  return JSON.stringify(value instanceof Map ? [...value] : value);
}

/** Batch writes of which some single items fail, as BatchExecuteStatement's do. */
export function withPartialFailures<Item, Outcome>(
  write: (items: readonly Item[]) => Promise<readonly Outcome[]>,
  { chance, faults, idOf }: Readonly<{ chance: Rng; faults: CurrentFaults; idOf: (item: Item) => string }>,
): (items: readonly Item[]) => Promise<readonly (Outcome | WriteFault)[]> {
  return async (items) => {
    const isHit = (item: Item) => faults.storm?.partition === partitionOf(idOf(item), deliveryPartitions);
    const kept = items.map((item) => !chance.happens(isHit(item) ? throttledInStorm : faults.rates.throttle));
    const outcomes = (await write(items.filter((_, index) => kept[index]))).values();
    return kept.map((isKept) => (isKept ? (outcomes.next().value ?? throttledWrite) : throttledWrite));
  };
}
