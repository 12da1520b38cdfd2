import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type WakeRequest,
  wakeLane,
  wakesPerExecution,
} from '../../../functions/shared/lanes/application/wake-lane.ts';
import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';
import { reconciliationDueAt } from '../../../functions/shared/lanes/domain/lane-check.ts';
import { type LaneUpdate, openLane } from '../../../functions/shared/lanes/domain/lane-update.ts';
import { leaseMs } from '../../../functions/shared/lanes/domain/lease.ts';
import { StoreContended } from '../../../functions/shared/platform/application/ports.ts';
import { CallLog, untilQuiet } from '../../support/call-log.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { aWaitItem } from '../../support/records/wait-item.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const second = 1_000;
const hour = 3_600 * second;
const ref = { webhookId: 'wh_1', space: 'acme' };
const iso = (time: number) => new Date(time).toISOString();
const idOf = (index: number) => `d_${String(index).padStart(4, '0')}`;

let world: DeliveryWorld;
let now: number;
let log: CallLog;

beforeEach(begin);

function begin(): void {
  world = DeliveryWorld.withWebhook();
  now = world.clock.now().getTime();
  log = new CallLog();
  world.pause = async (ms) => world.clock.advance(ms);
}

/** A lane whose first execution is to wake it now. */
async function sleeping(changes: Partial<Lane> = {}): Promise<void> {
  await world.lanes.write({ ...openLane(undefined, { ...ref, dueAt: now }, now).lane, ...changes });
}

const parked = (count: number) =>
  world.waits.put(
    Array.from({ length: count }, (_, index) =>
      aWaitItem({ deliveryId: idOf(index), queue: 'parked', dueAt: iso(now - count + index) }),
    ),
  );
const wake = (changes: Partial<WakeRequest> = {}) =>
  wakeLane(world.container(log), { ...ref, generation: 1, wakeAt: now, wakes: 0, ...changes });
const lane = () => world.lanes.get('wh_1');
const circuit = { state: 'open', openedAt: 0, probeAt: 0, probes: 1 } as const;

/** A wake whose calls are answered when the scheduler has it so. */
function wakeBy(scheduler: fc.Scheduler) {
  const scheduled = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key, target);
        if (typeof member !== 'function') return member;
        return async (...args: readonly unknown[]) => {
          await scheduler.schedule(Promise.resolve());
          return Reflect.apply(member, target, args);
        };
      },
    });
  const ports = { ...world.container(), waits: scheduled(world.waits), lanes: scheduled(world.lanes) };
  return wakeLane(ports, { ...ref, generation: 1, wakeAt: now, wakes: 0 });
}

/** Somebody else updates the lane. */
async function elsewhere(update: Partial<LaneUpdate>): Promise<void> {
  await world.lanes.write(openLane(lane(), { ...ref, ...update }, world.clock.now().getTime()).lane);
}

describe('a wake', () => {
  test('writes that the lane is awake before it queries it, or whoever writes meanwhile would rely on that query', async () => {
    await sleeping();
    const find = world.waits.find.bind(world.waits);
    let seen: Lane | undefined;
    world.waits.find = (query) => {
      seen = lane();
      return find(query);
    };
    await wake();
    expect(seen?.wake).toEqual({ kind: 'awake', since: now });
    expect(log.calls).toEqual(['lanes.read', 'lanes.write', 'configuration.read', 'waits.find', 'lanes.write']);
  });

  test('releases what is due, and sleeps until the next is', async () => {
    await sleeping();
    await world.waits.put([
      aWaitItem({ dueAt: iso(now) }),
      aWaitItem({ deliveryId: idOf(1), dueAt: iso(now + hour), recordedDueAt: iso(now + hour) }),
    ]);
    expect(await wake()).toEqual({ next: 'sleep', wakeAt: now + hour, waitSeconds: 3_600 });
    expect(world.retries.messages).toHaveLength(1);
    expect(lane()).toMatchObject({ status: 'open', wake: { kind: 'sleeping', at: now + hour }, generation: 1 });
    expect(world.runner.runs).toEqual([]);
  });

  test('waits by whole seconds, and rather longer', async () => {
    await sleeping();
    await world.waits.put([aWaitItem({ dueAt: iso(now + hour + 1) })]);
    expect(await wake()).toMatchObject({ wakeAt: now + hour + 1, waitSeconds: 3_601 });
  });

  test('ends its execution when all that is left is leased, and closes the lane when nothing is', async () => {
    await sleeping();
    await parked(1);
    expect(await wake()).toEqual({ next: 'end' });
    expect(lane()).toMatchObject({ status: 'open', wake: { kind: 'none' }, reconcileAt: now + leaseMs });
    await world.waits.remove(world.retries.messages.map(({ lease }) => lease));
    await elsewhere({ dueAt: now });
    expect(await wake({ generation: 2 })).toEqual({ next: 'end' });
    expect(lane()).toMatchObject({ status: 'closed' });
  });

  test('is that of the latest execution of an open lane only', async () => {
    await parked(1);
    expect(await wake()).toEqual({ next: 'end' });
    await sleeping({ generation: 2 });
    expect(await wake()).toEqual({ next: 'end' });
    expect(world.retries.messages).toEqual([]);
    expect(lane()).toMatchObject({ version: 1 });
  });

  test('goes by the time at which it was to wake, if its clock is behind', async () => {
    await sleeping();
    await world.waits.put([aWaitItem({ dueAt: iso(now + 5 * second), recordedDueAt: iso(now + 5 * second) })]);
    await wake({ wakeAt: now + 5 * second });
    expect(world.retries.delays).toEqual([0]);
    expect(world.retries.messages[0]?.lease.dueAt).toBe(iso(now + 5 * second + leaseMs));
  });

  test('tries to begin and to end again when somebody else was quicker', async () => {
    await sleeping();
    const write = world.lanes.write.bind(world.lanes);
    let conflicts = 0;
    world.lanes.write = async (written) => {
      conflicts += 1;
      return conflicts % 4 === 0 ? write(written) : 'conflict';
    };
    expect(await wake()).toEqual({ next: 'end' });
    expect(conflicts).toBe(8);
    expect(lane()).toMatchObject({ status: 'closed' });
  });

  test('is a fault of ours when others are always quicker, and then nothing was released', async () => {
    await sleeping();
    await parked(1);
    world.lanes.write = async () => 'conflict';
    await expect(wake()).rejects.toThrow(StoreContended);
    expect(log.calls).not.toContain('waits.lease');
  });

  test('is a fault of ours when what it came to cannot be written, and is repeated then', async () => {
    await sleeping();
    await parked(1);
    const write = world.lanes.write.bind(world.lanes);
    world.lanes.write = async (written) => (written.wake.kind === 'awake' ? write(written) : 'conflict');
    await expect(wake()).rejects.toThrow(StoreContended);
    world.lanes.write = write;
    expect(await wake()).toEqual({ next: 'end' });
    expect(world.retries.messages).toHaveLength(1);
    expect(lane()).toMatchObject({ reconcileAt: now + leaseMs });
  });

  test('heeds what was noted while it was awake', async () => {
    await sleeping();
    const find = world.waits.find.bind(world.waits);
    world.waits.find = async (query) => {
      const found = await find(query);
      if (lane()?.rateBacklog === false)
        await elsewhere({ dueAt: now + 30 * second, parked: 'rate_limited', leasedUntil: now + hour });
      return found;
    };
    expect(await wake()).toMatchObject({ next: 'sleep', wakeAt: now + second });
    expect(lane()).toMatchObject({ rateBacklog: true, reconcileAt: now + hour, version: 4 });
  });

  test('leaves a circuit as others made it meanwhile, with the concurrency that goes with it', async () => {
    await sleeping({ circuit });
    await parked(2);
    const lease = world.waits.lease.bind(world.waits);
    world.waits.lease = async (leases) => {
      await elsewhere({ outcomes: { failures: 0, succeeded: true } });
      return lease(leases);
    };
    await wake();
    expect(lane()).toMatchObject({ circuit: { state: 'closed' }, concurrency: 10 });
  });

  test('keeps the failures that others have counted meanwhile', async () => {
    await sleeping();
    await parked(1);
    const lease = world.waits.lease.bind(world.waits);
    world.waits.lease = async (leases) => {
      await elsewhere({ outcomes: { failures: 7, succeeded: false } });
      return lease(leases);
    };
    await wake();
    expect(lane()).toMatchObject({ circuit: { state: 'closed', failures: 7 } });
  });

  test('notes its probe on a circuit that stays open, though others have written the lane meanwhile', async () => {
    await sleeping({ circuit });
    await parked(2);
    const lease = world.waits.lease.bind(world.waits);
    world.waits.lease = async (leases) => {
      await elsewhere({ leasedUntil: now + 9 * second });
      return lease(leases);
    };
    expect(await wake()).toMatchObject({ next: 'sleep', wakeAt: now + 120 * second });
    expect(lane()).toMatchObject({ circuit: { state: 'open', probes: 2 }, reconcileAt: now + 9 * second });
  });

  test('leaves the lane to another execution that has taken over meanwhile', async () => {
    await sleeping();
    await parked(1);
    const lease = world.waits.lease.bind(world.waits);
    world.waits.lease = async (leases) => {
      const before = lane();
      if (before) await world.lanes.write({ ...before, generation: 2, version: before.version + 1 });
      return lease(leases);
    };
    expect(await wake()).toEqual({ next: 'end' });
    expect(lane()).toMatchObject({ generation: 2, wake: { kind: 'awake' }, version: 3 });
  });
});

describe('an execution', () => {
  test(`continues as a new one after ${wakesPerExecution} wakes`, async () => {
    await sleeping();
    await world.waits.put([aWaitItem({ dueAt: iso(now + hour) })]);
    expect(await wake({ wakes: wakesPerExecution - 2 })).toMatchObject({ next: 'sleep' });
    expect(world.runner.runs).toEqual([]);
    expect(await wake({ wakes: wakesPerExecution - 1 })).toEqual({ next: 'end' });
    expect(world.runner.runs).toEqual([{ ...ref, generation: 2, wakeAt: now + hour }]);
    expect(lane()).toMatchObject({ generation: 2, wake: { kind: 'sleeping', at: now + hour } });
  });

  test('that leaves nothing to wake for starts no other', async () => {
    await sleeping();
    expect(await wake({ wakes: wakesPerExecution })).toEqual({ next: 'end' });
    expect(world.runner.runs).toEqual([]);
    expect(lane()).toMatchObject({ status: 'closed' });
  });

  test('keeps its ten events a wake far below the 25,000 that Step Functions allows', () => {
    expect(wakesPerExecution * 10).toBeLessThanOrEqual(12_500);
  });
});

describe('a drain', () => {
  test('goes on within one wake, ever faster, a round a second', async () => {
    await sleeping({ concurrency: 10 });
    await parked(60);
    const sizes: number[] = [];
    const pauses: number[] = [];
    // Each attempt is over within a second.
    world.pause = async (ms) => {
      pauses.push(ms);
      world.clock.advance(ms);
      sizes.push(world.retries.messages.length);
      await world.waits.remove(world.retries.take().map(({ lease }) => lease));
    };
    expect(await wake()).toEqual({ next: 'end' });
    expect([...sizes, world.retries.messages.length]).toEqual([10, 13, 17, 20]);
    expect(new Set(pauses)).toEqual(new Set([second]));
    expect(lane()).toMatchObject({ concurrency: 22 });
  });

  test('of an endpoint that hangs sends no more than its concurrency, goes on for forty seconds, and wakes again in one', async () => {
    await sleeping({ concurrency: 10 });
    await parked(60);
    const pauses: number[] = [];
    const { pause } = world;
    world.pause = (ms) => {
      pauses.push(ms);
      return pause(ms);
    };
    expect(await wake()).toMatchObject({ next: 'sleep', waitSeconds: 1 });
    expect(pauses).toHaveLength(40);
    expect(world.retries.messages).toHaveLength(13);
    expect(lane()).toMatchObject({ concurrency: 13 });
  });

  test('stops when its circuit opens, its webhook is paused, or another execution has taken over', async () => {
    const during = async (change: () => Promise<unknown>) => {
      world.retries.take();
      await sleeping({ concurrency: 10 });
      await parked(60);
      world.pause = async (ms) => {
        world.clock.advance(ms);
        await change();
      };
      return wake();
    };
    await during(() => elsewhere({ outcomes: { failures: 20, succeeded: false } }));
    expect(world.retries.messages).toHaveLength(10);
    begin();
    expect(await during(async () => world.webhooks.put(aWebhook({ status: 'paused' })))).toMatchObject({
      waitSeconds: 3_600,
    });
    expect(world.retries.messages).toHaveLength(10);
    begin();
    const taken = during(async () => {
      const before = lane();
      if (before) await world.lanes.write({ ...before, generation: 2, version: before.version + 1 });
    });
    expect(await taken).toEqual({ next: 'end' });
    expect(world.retries.messages).toHaveLength(10);
  });
});

describe('two wakes of one execution at once', () => {
  test('send each delivery for once, and leave each an order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.constantFrom(-9, 30_000), async (scheduler, due) => {
        begin();
        await sleeping();
        const dueAt = iso(now + due);
        const position = { queue: 'scheduled', dueAt } as const;
        await world.record([0, 1, 2].map((index) => aDelivery({ id: idOf(index), status: 'retrying', position })));
        await scheduler.waitFor(Promise.all([wakeBy(scheduler), wakeBy(scheduler)]));
        expect(world.retries.messages.map(({ lease }) => lease.deliveryId).sort()).toEqual([0, 1, 2].map(idOf));
        for (const delivery of world.deliveries.all) expect(world.itemsOf(delivery).length).toBeGreaterThan(0);
        expect(lane()).toMatchObject({ status: 'open' });
      }),
      { numRuns: 50 },
    );
  });
});

describe('whoever puts something in and then finds no need to write the lane, or writes it', () => {
  test('has it released in time, however the calls of a wake and of others interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom(0, 3 * second, 50 * second, 70 * second, hour), { minLength: 1, maxLength: 4 }),
        async (scheduler, dues) => {
          begin();
          await sleeping();
          const put = async (due: number, index: number) => {
            const { laneRegistry } = world.container();
            await scheduler.schedule(Promise.resolve());
            await world.waits.put([aWaitItem({ deliveryId: idOf(index), dueAt: iso(now + due) })]);
            await scheduler.schedule(Promise.resolve());
            await laneRegistry.ensureOpen({ ...ref, dueAt: now + due });
          };
          const waking = wakeBy(scheduler);
          await scheduler.waitFor(Promise.all([waking, ...dues.map(put)]));
          const { scheduled: waiting } = await world.waits.find({ webhookId: 'wh_1', partitions: 1, limit: 99 });
          const [first] = waiting;
          const after = lane();
          if (first === undefined) return;
          const wakesAt = after?.wake.kind === 'sleeping' ? after.wake.at : Number.POSITIVE_INFINITY;
          expect(after).toMatchObject({ status: 'open' });
          expect(wakesAt).toBeLessThanOrEqual(Math.max(now, Date.parse(first.dueAt)) + 2 * second);
          const { next } = await waking;
          const isAwaited =
            next === 'sleep' || world.runner.runs.some(({ generation }) => generation === after?.generation);
          expect(isAwaited).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });
});

test('wherever a wake dies, the lane stays open and somebody comes to see to it', async () => {
  for (let call = 1; call <= 8; call += 1) {
    begin();
    await sleeping();
    await parked(2);
    log.dieInCall(call);
    await Promise.race([wake(), untilQuiet()]);
    const after = lane();
    expect(after).toMatchObject({ status: 'open' });
    expect(after && reconciliationDueAt(after)).toBeLessThanOrEqual(now + leaseMs);
  }
});
