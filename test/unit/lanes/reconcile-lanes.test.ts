import { beforeEach, describe, expect, test } from '@jest/globals';
import { reconcileLanes } from '../../../functions/shared/lanes/application/reconcile-lanes.ts';
import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';
import { reconciliationDueAt } from '../../../functions/shared/lanes/domain/lane-check.ts';
import { openLane } from '../../../functions/shared/lanes/domain/lane-update.ts';
import { leaseMs } from '../../../functions/shared/lanes/domain/lease.ts';
import { CallLog } from '../../support/call-log.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { aWaitItem } from '../../support/records/wait-item.ts';

const minute = 60_000;
const hour = 60 * minute;
/** The alarm on lanes that cannot be started counts in spans of this length (lib/constructs/retry-lanes.ts). */
const alarmPeriod = 5 * minute;
const space = 'acme';

let world: DeliveryWorld;
let now: number;
let log: CallLog;

beforeEach(() => {
  world = new DeliveryWorld();
  now = world.clock.now().getTime();
  log = new CallLog();
});

const iso = (time: number) => new Date(time).toISOString();
const lane = (webhookId = 'wh_1') => world.lanes.get(webhookId);

/** A lane that sleeps until that time. */
async function sleeping(at: number, webhookId = 'wh_1', changes: Partial<Lane> = {}): Promise<void> {
  const { lane: opened } = openLane(undefined, { webhookId, space, dueAt: at }, Math.min(at, now));
  await world.lanes.write({ ...opened, ...changes });
}

/** A lane in which all is leased until now. */
const resting = (changes: Partial<Lane> = {}) =>
  sleeping(now, 'wh_1', { wake: { kind: 'none' }, reconcileAt: now, ...changes });
const reconcile = (failed?: Parameters<typeof reconcileLanes>[1]) => reconcileLanes(world.container(log), failed);

describe('the reconciler', () => {
  test('starts a lane anew that is two minutes late, by an execution of its own number, and reports it', async () => {
    await sleeping(now - 2 * minute);
    await sleeping(now - 2 * minute + 1, 'wh_2');
    await reconcile();
    expect(lane()).toMatchObject({ generation: 2, wake: { kind: 'sleeping', at: now } });
    expect(world.runner.runs).toEqual([{ webhookId: 'wh_1', space, generation: 2, wakeAt: now }]);
    expect(world.facts).toEqual(['restarted: wh_1']);
  });

  test('starts a lane anew whose wake has died', async () => {
    await sleeping(now, 'wh_1', { wake: { kind: 'awake', since: now - 2 * minute } });
    await reconcile();
    expect(world.runner.runs).toMatchObject([{ generation: 2 }]);
  });

  test('asks for nothing when no lane needs it', async () => {
    await sleeping(now);
    await reconcile();
    expect(log.calls).toEqual(['lanes.dueForReconciliation']);
  });

  test('goes by the lane, not by an index that shows it as it was', async () => {
    await sleeping(now - 2 * minute);
    world.lanes.dueForReconciliation = async () => ['wh_1', 'wh_9'];
    await reconcile();
    await reconcile();
    expect(world.runner.runs).toHaveLength(1);
    expect(lane()).toMatchObject({ version: 2 });
  });

  test('has a lane woken whose lease ran out, in whichever partition', async () => {
    await resting({ partitions: 8 });
    await world.waits.put([aWaitItem({ queue: 'leased', dueAt: iso(now), partition: 7 })]);
    await reconcile();
    expect(world.runner.runs).toEqual([{ webhookId: 'wh_1', space, generation: 2, wakeAt: now }]);
    expect(world.facts).toEqual([]);
  });

  test('has a lane woken in which anything is left, and comes again for what is leased still', async () => {
    await resting();
    await world.waits.put([aWaitItem({ queue: 'scheduled', dueAt: iso(now + minute) })]);
    await reconcile();
    expect(world.runner.runs).toMatchObject([{ wakeAt: now + minute }]);
    world = new DeliveryWorld();
    await resting();
    await world.waits.put([aWaitItem({ queue: 'parked', dueAt: iso(now - minute) })]);
    await reconcile();
    expect(world.runner.runs).toMatchObject([{ wakeAt: now }]);
    world = new DeliveryWorld();
    await resting();
    await world.waits.put([aWaitItem({ queue: 'leased', dueAt: iso(now + 9) })]);
    await reconcile();
    expect(lane()).toMatchObject({ status: 'open', reconcileAt: now + 9 });
    expect(world.runner.runs).toEqual([]);
  });

  test('closes an empty lane, unless somebody has written it since', async () => {
    await resting();
    const find = world.waits.find.bind(world.waits);
    world.waits.find = async (query) => {
      const found = await find(query);
      const before = lane();
      await world.waits.put([aWaitItem({ queue: 'parked' })]);
      await world.lanes.write(openLane(before, { webhookId: 'wh_1', space, parked: 'rate_limited' }, now).lane);
      return found;
    };
    await reconcile();
    expect(lane()).toMatchObject({ status: 'open', wake: { kind: 'sleeping' }, version: 3 });
    world.waits.find = find;
    world = new DeliveryWorld();
    await resting();
    await reconcile();
    expect(lane()).toMatchObject({ status: 'closed', version: 3 });
  });

  test('does not close over a lease that is put while it checks, whose lane was to be checked before the lease ends', async () => {
    await resting();
    const find = world.waits.find.bind(world.waits);
    world.waits.find = async (query) => {
      const found = await find(query);
      await world.waits.put([aWaitItem({ queue: 'leased', dueAt: iso(now + hour) })]);
      await world.container().laneRegistry.ensureOpen({ webhookId: 'wh_1', space, leasedUntil: now + hour });
      return found;
    };
    await reconcile();
    expect(lane()).toMatchObject({ status: 'open' });
    world.waits.find = find;
    await reconcile();
    expect(lane()).toMatchObject({ status: 'open', reconcileAt: now + hour });
  });

  test('checks again what it had begun to check when it died', async () => {
    await resting();
    const find = world.waits.find.bind(world.waits);
    world.waits.find = async () => {
      throw new Error('throttled');
    };
    await expect(reconcile()).rejects.toThrow('throttled');
    world.waits.find = find;
    await reconcile();
    expect(lane()).toMatchObject({ status: 'closed' });
  });

  test('sees to all others before it fails for one', async () => {
    const ids = Array.from({ length: 120 }, (_, index) => `wh_${index}`);
    for (const id of ids) await sleeping(now - 2 * minute, id);
    const write = world.lanes.write.bind(world.lanes);
    world.lanes.write = async (written) => {
      if (written.webhookId === 'wh_7') throw new Error('throttled');
      return write(written);
    };
    await expect(reconcile()).rejects.toThrow('throttled');
    expect(world.runner.runs).toHaveLength(119);
  });

  test('twice at once restarts a lane once', async () => {
    await sleeping(now - 2 * minute);
    await Promise.all([reconcile(), reconcile()]);
    expect(world.runner.runs).toHaveLength(1);
    expect(world.facts).toEqual(['restarted: wh_1']);
  });
});

describe('an execution that has failed', () => {
  const failed = [{ webhookId: 'wh_1', generation: 1 }];

  test('is replaced at once, if it was the latest of a lane that sleeps or is awake', async () => {
    await sleeping(now + minute);
    await sleeping(now - 9 * minute, 'wh_2');
    await reconcile(failed);
    expect(world.runner.runs).toMatchObject([{ webhookId: 'wh_1', generation: 2, wakeAt: now }]);
    expect(log.calls).not.toContain('lanes.dueForReconciliation');
  });

  test('is not replaced if another has taken over, or its lane rests or is closed', async () => {
    await sleeping(now + minute, 'wh_1', { generation: 2 });
    await reconcile(failed);
    world = new DeliveryWorld();
    await resting({ reconcileAt: now + minute });
    await reconcile(failed);
    expect(lane()).toMatchObject({ version: 1 });
    world = new DeliveryWorld();
    await sleeping(now, 'wh_1', { status: 'closed' });
    await reconcile(failed);
    expect(lane()).toMatchObject({ status: 'closed', version: 1 });
  });
});

test('while lanes cannot be started each span of the alarm has a report of it, and then they are', async () => {
  const start = world.runner.start.bind(world.runner);
  const reports: number[] = [];
  world.runner.start = async () => {
    reports.push(world.clock.now().getTime());
    throw new Error('AccessDeniedException');
  };
  const { laneRegistry } = world.container();
  await laneRegistry.ensureOpen({ webhookId: 'wh_1', space, dueAt: now });

  const from = now + alarmPeriod;
  const spans = 12;
  for (let passed = 0; passed < alarmPeriod * (spans + 1); passed += minute) {
    world.clock.advance(minute);
    await reconcile();
  }
  for (let span = 0; span < spans; span += 1) {
    const begin = from + span * alarmPeriod;
    expect(reports.filter((at) => at >= begin && at < begin + alarmPeriod).length).toBeGreaterThan(0);
  }
  expect(world.facts.filter((fact) => fact === 'not started: wh_1')).toHaveLength(reports.length);

  world.runner.start = start;
  for (let tries = 0; tries < 3 && world.runner.runs.length === 0; tries += 1) {
    world.clock.advance(minute);
    await reconcile();
  }
  expect(world.runner.runs.map(({ webhookId }) => webhookId)).toEqual(['wh_1']);
});

test('the reconciler suffices alone: without any execution a lost message comes to be released', async () => {
  await resting({ reconcileAt: now + leaseMs });
  await world.waits.put([aWaitItem({ queue: 'leased', dueAt: iso(now + leaseMs) })]);
  world.clock.advance(leaseMs);
  await reconcile();
  const restarted = lane();
  expect(restarted && reconciliationDueAt(restarted)).toBe(now + leaseMs + 2 * minute);
  world.clock.advance(2 * minute);
  await reconcile();
  expect(world.runner.runs.map(({ generation }) => generation)).toEqual([2, 3]);
});
