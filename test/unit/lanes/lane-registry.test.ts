import { beforeEach, describe, expect, test } from '@jest/globals';
import { readableLane, UnreadableLane } from '../../../functions/shared/lanes/application/found-lanes.ts';
import { laneRegistry } from '../../../functions/shared/lanes/application/lane-registry.ts';
import type { LaneStore } from '../../../functions/shared/lanes/application/ports.ts';
import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';
import { reconciliationDueAt } from '../../../functions/shared/lanes/domain/lane-check.ts';
import { type LaneUpdate, openLane } from '../../../functions/shared/lanes/domain/lane-update.ts';
import { StoreContended } from '../../../functions/shared/platform/application/ports.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { InMemoryLaneRunner } from '../../support/in-memory/lane-runner.ts';
import { InMemoryLaneStore } from '../../support/in-memory/lane-store.ts';

const ref = { webhookId: 'wh_1', space: 'acme' };
const failed = (failures: number) => ({ failures, succeeded: false });
const answered = { failures: 0, succeeded: true };

let clock: VirtualClock;
let now: number;
let store: InMemoryLaneStore;
let runner: InMemoryLaneRunner;
let reads: (readonly string[])[];
let writes: Lane[];
let facts: string[];
let registry: ReturnType<typeof laneRegistry>;

beforeEach(() => {
  clock = new VirtualClock();
  now = clock.now().getTime();
  store = new InMemoryLaneStore();
  runner = new InMemoryLaneRunner();
  reads = [];
  writes = [];
  facts = [];
  store.onWrite = (lane) => writes.push(lane);
  registry = container();
});

const report = {
  executionNotStarted: ({ generation }: Readonly<{ generation: number }>) => facts.push(`not started: ${generation}`),
  circuitOpened: () => facts.push('circuit opened'),
  circuitClosed: () => facts.push('circuit closed'),
  endpointSlow: ({ tookMs }: Readonly<{ tookMs: number }>) => facts.push(`slow: ${tookMs}`),
  slownessNotRecorded: () => facts.push('slowness not recorded'),
};

function container(lanes: Pick<LaneStore, 'write'> = store) {
  const counted: LaneStore = {
    read: (ids) => {
      reads.push(ids);
      return store.read(ids);
    },
    write: (lane) => lanes.write(lane),
    dueForReconciliation: (time) => store.dueForReconciliation(time),
  };
  return laneRegistry({ clock, lanes: counted, runner, report });
}

/** Somebody else writes the lane. */
async function elsewhere(update: Partial<LaneUpdate>): Promise<void> {
  await store.write(openLane(store.get('wh_1'), { ...ref, ...update }, clock.now().getTime()).lane);
}

const circuitSeen = async () => readableLane((await registry.find(['wh_1'])).get('wh_1'))?.circuit.state;

describe('the copy of a lane', () => {
  test('is read once and cached for five seconds', async () => {
    await elsewhere({ dueAt: now });
    expect(await circuitSeen()).toBe('closed');
    await elsewhere({ outcomes: failed(20) });
    clock.advance(5_000);
    expect(await circuitSeen()).toBe('closed');
    expect(reads).toHaveLength(1);
    clock.advance(1);
    expect(await circuitSeen()).toBe('open');
    expect(reads).toHaveLength(2);
  });

  test('is kept of a webhook that has no lane, too', async () => {
    expect([...(await registry.find(['wh_1', 'wh_2']))]).toEqual([]);
    expect([...(await registry.find(['wh_2', 'wh_1']))]).toEqual([]);
    expect(reads).toEqual([['wh_1', 'wh_2']]);
  });

  test('is not made of a lane that cannot be read, so that the lane is used as soon as it is corrected', async () => {
    await elsewhere({ dueAt: now });
    expect(await circuitSeen()).toBe('closed');
    clock.advance(5_001);
    store.unreadable.add('wh_1');
    expect((await registry.find(['wh_1'])).get('wh_1')).toBeInstanceOf(UnreadableLane);
    await expect(registry.ensureOpen({ ...ref, dueAt: now })).rejects.toThrow(
      'The lane of webhook wh_1 cannot be read',
    );
    await expect(registry.update({ ...ref, reset: true })).rejects.toThrow('cannot be read');
    store.unreadable.clear();
    expect(await circuitSeen()).toBe('closed');
  });

  test('is asked for once however often the webhook is in a batch', async () => {
    await registry.find(['wh_1', 'wh_2', 'wh_1']);
    expect(reads).toEqual([['wh_1', 'wh_2']]);
  });

  test('is what this container has written last', async () => {
    await registry.ensureOpen({ ...ref, dueAt: now, outcomes: failed(20) });
    expect(await circuitSeen()).toBe('open');
    expect(reads).toHaveLength(1);
  });
});

describe('a lane that is notified', () => {
  test('is read after the call, however fresh its copy, for the wait items were put before', async () => {
    await registry.find(['wh_1']);
    await elsewhere({ dueAt: now + 60_000 });
    await registry.ensureOpen({ ...ref, dueAt: now + 60_000 });
    expect(reads).toHaveLength(2);
    expect(writes).toHaveLength(1);
  });

  test('that closed meanwhile is opened again', async () => {
    await registry.ensureOpen({ ...ref, dueAt: now + 60_000 });
    const lane = store.get('wh_1');
    if (lane) await store.write({ ...lane, status: 'closed', wake: { kind: 'none' }, version: lane.version + 1 });
    await registry.ensureOpen({ ...ref, dueAt: now + 60_000 });
    expect(store.get('wh_1')).toMatchObject({ status: 'open', generation: 2 });
    expect(runner.runs).toHaveLength(2);
  });

  test('is written once and started once for many who want the same', async () => {
    for (let turn = 0; turn < 9; turn += 1) await container().ensureOpen({ ...ref, dueAt: now + 60_000 });
    expect(writes).toHaveLength(1);
    expect(runner.runs).toEqual([{ ...ref, generation: 1, wakeAt: now + 60_000 }]);
  });

  test('reports what becomes of its circuit', async () => {
    await registry.ensureOpen({ ...ref, dueAt: now, outcomes: failed(20) });
    await registry.ensureOpen({ ...ref, dueAt: now, outcomes: failed(20) });
    await registry.update({ ...ref, outcomes: answered });
    expect(facts).toEqual(['circuit opened', 'circuit closed']);
  });

  test('goes on though its execution could not be started, and then is late, which the reconciler sees', async () => {
    runner.start = async () => {
      throw new Error('throttled');
    };
    await registry.ensureOpen({ ...ref, dueAt: now });
    expect(facts).toEqual(['not started: 1']);
    const lane = store.get('wh_1');
    expect(lane && reconciliationDueAt(lane)).toBe(now + 120_000);
  });

  test('throws after some tries if others keep changing it', async () => {
    const busy = container({ write: async () => 'conflict' });
    await expect(busy.ensureOpen({ ...ref, dueAt: now })).rejects.toThrow(StoreContended);
    expect(reads.length).toBeGreaterThan(10);
  });

  test('is not written over: whoever was quicker is read, and kept', async () => {
    const racing = container({
      write: async (lane) => {
        if (lane.version === 1) await elsewhere({ dueAt: now + 1_000, outcomes: failed(5) });
        return store.write(lane);
      },
    });
    await racing.ensureOpen({ ...ref, dueAt: now + 60_000, outcomes: failed(7) });
    expect(store.get('wh_1')).toMatchObject({
      version: 2,
      circuit: { failures: 12 },
      wake: { kind: 'sleeping', at: now + 1_000 },
    });
  });
});

describe('a lane that is observed', () => {
  test('is not opened for it', async () => {
    await registry.update({ ...ref, outcomes: failed(5) });
    await registry.update({ ...ref, outcomes: answered });
    await registry.updateFresh({ ...ref, reset: true });
    expect(writes).toEqual([]);
  });

  test('is written when it would learn, and only then', async () => {
    await elsewhere({ dueAt: now });
    writes = [];
    await registry.update({ ...ref, outcomes: answered });
    expect(writes).toEqual([]);
    await registry.update({ ...ref, outcomes: failed(3) });
    expect(writes).toMatchObject([{ circuit: { failures: 3 } }]);
    await registry.update({ ...ref, outcomes: answered });
    expect(writes).toMatchObject([{}, { circuit: { failures: 0 } }]);
  });

  test('is cached for five seconds, but read at once when its webhook was changed', async () => {
    await registry.find(['wh_1']);
    await elsewhere({ dueAt: now, outcomes: failed(20) });
    await registry.update({ ...ref, outcomes: answered });
    expect(store.get('wh_1')).toMatchObject({ circuit: { state: 'open' } });
    await registry.updateFresh({ ...ref, reset: true });
    expect(store.get('wh_1')).toMatchObject({ circuit: { state: 'closed' }, concurrency: 10 });
    await elsewhere({ outcomes: failed(20) });
    clock.advance(5_001);
    await registry.update({ ...ref, outcomes: answered });
    expect(store.get('wh_1')).toMatchObject({ circuit: { state: 'closed' } });
  });
});

describe('a hundred batches that fail at once', () => {
  /** Each writes a moment after it has read, as over a network, so that most writes collide. */
  const slow = {
    write: async (lane: Lane) => {
      await new Promise((resolve) => setImmediate(resolve));
      return store.write(lane);
    },
  };

  test('all find the lane open, and open its circuit', async () => {
    const update = { ...ref, dueAt: now + 60_000, outcomes: failed(10) };
    await Promise.all(Array.from({ length: 100 }, () => container(slow).ensureOpen(update)));
    expect(store.get('wh_1')).toMatchObject({ status: 'open', circuit: { state: 'open' } });
    expect(runner.runs).toHaveLength(1);
  });

  test('do not wait for each other to be counted: three times, and then it is enough that the lane wakes', async () => {
    let conflicts = 0;
    const contended = container({
      write: async (lane) => {
        conflicts += 1;
        await elsewhere({ dueAt: now + 60_000 });
        return store.write(lane);
      },
    });
    await contended.ensureOpen({ ...ref, dueAt: now + 60_000, outcomes: failed(1) });
    expect(conflicts).toBe(3);
    expect(store.get('wh_1')).toMatchObject({ circuit: { failures: 0 } });
  });

  test('never keep a success from being recorded', async () => {
    await elsewhere({ dueAt: now, outcomes: failed(20) });
    let conflicts = 0;
    const contended = container({
      write: async (lane) => {
        conflicts += 1;
        if (conflicts <= 5) await elsewhere({ leasedUntil: now + 300_000 - conflicts });
        return store.write(lane);
      },
    });
    await contended.update({ ...ref, outcomes: answered });
    expect(store.get('wh_1')).toMatchObject({ circuit: { state: 'closed' } });
  });
});
