import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Delivery, DeliveryStatus } from '../../../functions/shared/deliveries/domain/delivery.ts';
import { confirm } from '../../../functions/shared/deliveries/domain/wait-item.ts';
import { advanceReplay, cancelReplays } from '../../../functions/shared/lanes/application/replay-deliveries.ts';
import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';
import { openLane } from '../../../functions/shared/lanes/domain/lane-update.ts';
import type { Replay } from '../../../functions/shared/lanes/domain/replay.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { CallLog, untilQuiet } from '../../support/call-log.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { aDelivery } from '../../support/records/delivery.ts';

const ref = { webhookId: 'wh_1', space: 'acme' };
const iso = (time: number) => new Date(time).toISOString();
/** Ids begin with their event's time, as `since` and `until` go by it. */
const idOf = (index: number) => `01KDX7R9K0000000000000${String(index).padStart(4, '0')}`;

let world: DeliveryWorld;
let now: number;
let log: CallLog;

beforeEach(begin);

function begin(): void {
  world = new DeliveryWorld();
  now = world.clock.now().getTime();
  log = new CallLog();
}

const aReplay = (changes: Partial<Replay> = {}): Replay => ({
  ...ref,
  id: 'r1',
  since: '2025-01-01T00:00:00.000Z',
  until: '2027-01-01T00:00:00.000Z',
  statuses: ['failed', 'exhausted', 'discarded'],
  dryRun: false,
  status: 'running',
  matched: 0,
  replayed: 0,
  createdAt: iso(now),
  updatedAt: iso(now),
  version: 1,
  ...changes,
});

const ended = (count: number, status: DeliveryStatus = 'exhausted', changes: Partial<Delivery> = {}) =>
  world.deliveries.recordFirst(
    Array.from({ length: count }, (_, index) => aDelivery({ id: idOf(index), status, ...changes })),
  );
const laneWith = (changes: Partial<Lane> = {}): Lane => ({
  ...openLane(undefined, { ...ref, replay: 'r1' }, now).lane,
  ...changes,
});
const work = (changes: Partial<Lane> = {}, hasRoom = true) =>
  advanceReplay(world.container(log), { lane: laneWith(changes), now: world.clock.now().getTime(), hasRoom });
const replay = () => world.replays.all[0];
const parked = (partitions = 1) =>
  world.waits.find({ webhookId: 'wh_1', partitions, limit: 9_999 }).then((found) => found.parked);

describe('a replay', () => {
  test('parks what fits, longest ago first, each in a round of its own, and is done', async () => {
    await ended(3);
    await world.replays.write(aReplay());
    expect(await work()).toEqual({ more: true, done: ['r1'] });
    expect(world.deliveries.all).toMatchObject(
      [0, 1, 2].map(() => ({
        status: 'pending',
        version: 2,
        reason: 'Replayed.',
        round: { id: 'r1', trigger: 'replay', attemptsBefore: 1 },
        position: { queue: 'parked', dueAt: iso(now) },
      })),
    );
    expect(await parked()).toHaveLength(3);
    expect(replay()).toMatchObject({ status: 'completed', matched: 3, replayed: 3, cursor: idOf(2), version: 2 });
  });

  test('puts its items into the partitions that its lane reads', async () => {
    await ended(20);
    await world.replays.write(aReplay());
    await work({ partitions: 8 });
    expect(new Set((await parked(8)).map(({ partition }) => partition)).size).toBeGreaterThan(1);
  });

  test('writes items, then records, then how far it came', async () => {
    await ended(1);
    await world.replays.write(aReplay());
    await work();
    expect(log.calls.filter((call) => /put|change|write/.test(call))).toEqual([
      'waits.put',
      'deliveries.change',
      'replays.write',
    ]);
  });

  test('passes over what does not fit: other ends, other types, what goes on', async () => {
    const statuses = ['exhausted', 'succeeded', 'failed', 'pending'] as const;
    await world.deliveries.recordFirst(
      statuses.map((status, index) =>
        aDelivery({ id: idOf(index), status, ...(index === 2 && { eventType: 'other' }) }),
      ),
    );
    await world.replays.write(aReplay({ eventTypes: ['hit.detected'] }));
    await work();
    expect((await parked()).map(({ deliveryId }) => deliveryId)).toEqual([idOf(0)]);
    expect(replay()).toMatchObject({ matched: 1, replayed: 1, cursor: idOf(3) });
  });

  test('as a dry run only counts', async () => {
    await ended(3);
    await world.replays.write(aReplay({ dryRun: true }));
    expect(await work()).toEqual({ more: false, done: ['r1'] });
    expect(await parked()).toEqual([]);
    expect(world.deliveries.all.every(({ status }) => status === 'exhausted')).toBe(true);
    expect(replay()).toMatchObject({ status: 'completed', matched: 3, replayed: 0 });
  });

  test('parks no more than the lane lets out, and goes on from there', async () => {
    await ended(25);
    await world.replays.write(aReplay());
    expect(await work({ concurrency: 10 })).toEqual({ more: true, done: [] });
    expect(await parked()).toHaveLength(10);
    expect(replay()).toMatchObject({ status: 'running', matched: 10, cursor: idOf(9) });
    await work({ concurrency: 10 });
    expect(await work({ concurrency: 10 })).toEqual({ more: true, done: ['r1'] });
    expect(await parked()).toHaveLength(25);
    expect(replay()).toMatchObject({ status: 'completed', matched: 25, replayed: 25 });
  });

  test('works on for a second, however little of what it passes over fits', async () => {
    await ended(60, 'succeeded');
    await world.replays.write(aReplay());
    const history = world.deliveries.history.bind(world.deliveries);
    world.deliveries.history = async (query) => {
      world.clock.advance(400);
      return history(query);
    };
    expect(await work({ concurrency: 10 })).toEqual({ more: true, done: [] });
    expect(replay()).toMatchObject({ status: 'running', matched: 0, cursor: idOf(29) });
  });

  test('counts on for four seconds as a dry run, which holds up nothing that was not released before', async () => {
    await world.replays.write(aReplay({ dryRun: true }));
    let pages = 0;
    world.deliveries.history = async () => {
      pages += 1;
      world.clock.advance(400);
      return { deliveries: [], more: true };
    };
    expect(await work()).toEqual({ more: true, done: [] });
    expect(pages).toBe(10);
  });

  test('waits while the lane has no room, and behind those that came before', async () => {
    await ended(1);
    await world.replays.write(aReplay());
    expect(await work({}, false)).toEqual({ more: true, done: [] });
    expect(log.calls).toEqual([]);
    await world.replays.write(aReplay({ id: 'r2' }));
    const replays = ['r1', 'r2'].map((id) => ({ id, requestedAt: now }));
    expect(await work({ replays })).toEqual({ more: true, done: ['r1'] });
    expect(world.replays.all).toMatchObject([{ status: 'completed' }, { status: 'running' }]);
  });

  test('of none asks nothing', async () => {
    expect(await work({ replays: [] })).toEqual({ more: false, done: [] });
    expect(log.calls).toEqual([]);
  });

  test('that was cancelled is done with', async () => {
    await ended(1);
    await world.replays.write(aReplay({ status: 'cancelled' }));
    expect(await work()).toEqual({ more: false, done: ['r1'] });
    expect(await parked()).toEqual([]);
  });

  test('whose record is not there yet is waited for a minute, and then given up', async () => {
    expect(await work()).toEqual({ more: false, done: [], waitsUntil: now + 60_000 });
    world.clock.advance(59_999);
    expect(await work()).toMatchObject({ waitsUntil: now + 60_000 });
    world.clock.advance(1);
    const replays = [{ id: 'r1', requestedAt: now }];
    expect(await work({ replays })).toEqual({ more: false, done: ['r1'] });
  });
});

describe('a page of a replay', () => {
  test.each<[string, () => void]>([
    ['an item', () => (world.waits.put = async (items) => items.map(() => new WriteFault('Throttled')))],
    ['a record', () => (world.deliveries.change = async (all) => all.map(() => new WriteFault('Throttled')))],
  ])('is not done with when %s could not be written, and is tried again', async (_, breakIt) => {
    await ended(3);
    await world.replays.write(aReplay());
    const [put, change] = [world.waits.put.bind(world.waits), world.deliveries.change.bind(world.deliveries)];
    breakIt();
    expect(await work()).toEqual({ more: true, done: [] });
    expect(replay()).toMatchObject({ version: 1, matched: 0 });
    Object.assign(world.waits, { put });
    Object.assign(world.deliveries, { change });
    await work();
    expect(replay()).toMatchObject({ status: 'completed', matched: 3, replayed: 3 });
    expect(world.deliveries.all.every(({ version }) => version === 2)).toBe(true);
  });

  test('that is worked through twice counts and sends each once', async () => {
    await ended(3);
    await world.replays.write(aReplay());
    const write = world.replays.write.bind(world.replays);
    world.replays.write = async () => 'conflict';
    expect(await work()).toEqual({ more: true, done: [] });
    world.replays.write = write;
    await work();
    expect(replay()).toMatchObject({ matched: 3, replayed: 3 });
    expect(world.deliveries.all.every(({ version }) => version === 2)).toBe(true);
    expect(await parked()).toHaveLength(3);
  });

  test('does not count what somebody else has moved on', async () => {
    await ended(2);
    await world.replays.write(aReplay());
    const change = world.deliveries.change.bind(world.deliveries);
    world.deliveries.change = async ([first, ...rest]) => ['moved_on', ...(await change(first ? rest : []))];
    await work();
    expect(replay()).toMatchObject({ matched: 1, replayed: 1 });
  });

  test('loses nothing in whichever call the function dies', async () => {
    for (let call = 1; call <= 6; call += 1) {
      begin();
      await ended(2);
      await world.replays.write(aReplay());
      log.dieInCall(call);
      await Promise.race([work(), untilQuiet()]);
      for (const delivery of world.deliveries.all.filter(({ position }) => position)) {
        expect(world.itemsOf(delivery).map((item) => confirm(item, delivery))).toContain('confirmed');
      }
      log = new CallLog();
      if (replay()?.status === 'running') await work();
      expect(replay()).toMatchObject({ status: 'completed', matched: 2, replayed: 2 });
      expect(world.deliveries.all.every(({ status, version }) => status === 'pending' && version === 2)).toBe(true);
    }
  });
});

test('all replays of a lane are cancelled that run still', async () => {
  await world.replays.write(aReplay());
  await world.replays.write(aReplay({ id: 'r2', status: 'completed' }));
  await world.replays.write(aReplay({ id: 'r3' }));
  const replays = ['r1', 'r2', 'r3', 'r4'].map((id) => ({ id, requestedAt: now }));
  await cancelReplays(world.container(), laneWith({ replays }), now + 9);
  expect(world.replays.all).toMatchObject([
    { status: 'cancelled', updatedAt: iso(now + 9), version: 2 },
    { status: 'completed', version: 1 },
    { status: 'cancelled', version: 2 },
  ]);
});
