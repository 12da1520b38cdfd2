import { beforeEach, describe, expect, test } from '@jest/globals';
import { WriteFault } from '../../../functions/shared/application/ports/write-fault.ts';
import { leaseMs, releaseRound } from '../../../functions/shared/application/release-round.ts';
import type { Delivery, LaneQueue } from '../../../functions/shared/domain/delivery.ts';
import { applyUpdate, fullPace, horizon, type Lane } from '../../../functions/shared/domain/lane.ts';
import type { Replay } from '../../../functions/shared/domain/replay.ts';
import type { WaitItem } from '../../../functions/shared/domain/wait-item.ts';
import type { Webhook } from '../../../functions/shared/domain/webhook.ts';
import { CallLog, untilQuiet } from '../../support/call-log.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { aWaitItem } from '../../support/records/wait-item.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const hour = 3_600_000;
/** When every world begins. */
const start = new DeliveryWorld().clock.now().getTime();
const ref = { webhookId: 'wh_1', space: 'acme' };
const iso = (time: number) => new Date(time).toISOString();
const idOf = (index: number) => `d_${String(index).padStart(4, '0')}`;

let world: DeliveryWorld;
let now: number;
let log: CallLog;
let webhook: Webhook | undefined;
let items: WaitItem[];

beforeEach(() => {
  world = new DeliveryWorld();
  now = world.clock.now().getTime();
  log = new CallLog();
  webhook = aWebhook();
  items = [];
});

/** One item for each time; numbers go on from those put before. */
async function put(queue: LaneQueue, times: readonly number[], changes: Partial<WaitItem> = {}): Promise<void> {
  const added = times.map((time, index) => {
    const deliveryId = idOf(items.length + index);
    return aWaitItem({
      deliveryId,
      queue,
      dueAt: iso(time),
      recordedDueAt: iso(time),
      writtenAt: iso(now),
      ...changes,
    });
  });
  items.push(...added);
  await world.waits.put(added);
}

/** Records that wait with their items, since these times. */
async function record(queue: LaneQueue, times: readonly number[], changes: Partial<Delivery> = {}) {
  const first = items.length;
  await put(queue, times);
  const records = times.map((time, index) => {
    const position = { queue, dueAt: iso(time) };
    return aDelivery({ id: idOf(first + index), state: 'pending', attempts: [], position, ...changes });
  });
  await world.deliveries.recordFirst(records);
}

const laneWith = (changes: Partial<Lane> = {}): Lane => ({
  ...applyUpdate(undefined, { ...ref, dueAt: now }, now).lane,
  ...changes,
});
const round = (changes: Partial<Lane> = {}) =>
  releaseRound(world.container(log), { lane: laneWith(changes), webhook, now });
const sentIds = () => world.retries.messages.map(({ lease }) => lease.deliveryId);
const ids = (...indices: readonly number[]) => indices.map(idOf);
const range = (length: number) => Array.from({ length }, (_, index) => index);
const found = () => world.waits.find({ webhookId: 'wh_1', partitions: 1, limit: 9_999 });

describe('what waits for long', () => {
  const day = 24 * hour;
  const kept: unknown[] = [];
  beforeEach(() => {
    kept.length = 0;
    world.events.keep = async (events) => void kept.push(...events.map(({ eventId }) => eventId));
  });
  /** A delivery that was put to wait so long ago. */
  const waiting = async (queue: LaneQueue, eventId: string, ago: number) => {
    await put(queue, [now + (queue === 'leased' ? -1 : 1)], { writtenAt: iso(now - ago) });
    const id = items.at(-1)?.deliveryId ?? '';
    await world.deliveries.recordFirst([aDelivery({ id, eventId, envelopeId: eventId })]);
  };

  test.each(['paused', 'enabled'] as const)('keeps its events while its webhook is %s', async (status) => {
    webhook = aWebhook({ status });
    await waiting('parked', 'parked', 12 * hour);
    await waiting('scheduled', 'scheduled', 2 * day);
    await waiting('leased', 'lost', 2 * day);
    await waiting('parked', 'lately', 12 * hour - 1);
    const { result } = await round({ pace: 0 });
    expect(kept.toSorted()).toEqual(['lost', 'parked', 'scheduled']);
    expect(result).toMatchObject({ keeping: { doneAt: now } });
  });

  test('is released all the same when its events cannot be kept now, and the next wake tries again', async () => {
    world.events.keep = async () => {
      throw new Error('throttled');
    };
    await waiting('parked', 'parked', 12 * hour);
    const { result } = await round();
    expect(sentIds()).toHaveLength(1);
    expect(result.keeping).toBeUndefined();
    expect(world.facts).toContain('unkept');
  });

  test('is walked through once in 12 hours', async () => {
    webhook = aWebhook({ status: 'paused' });
    await waiting('parked', 'parked', day);
    expect((await round({ keeping: { doneAt: now - 12 * hour + 1 } })).result.keeping).toBeUndefined();
    expect(kept).toEqual([]);
    await round({ keeping: { doneAt: now - 12 * hour } });
    expect(kept).toEqual(['parked']);
  });

  test('is walked through from where the wake before had to leave off', async () => {
    webhook = aWebhook({ status: 'paused' });
    await put(
      'parked',
      range(2_500).map((index) => now - 2 * day + index),
      { writtenAt: iso(now - day) },
    );
    // Each step takes four seconds, and a wake walks for five.
    const { find } = world.deliveries;
    world.deliveries.find = async (refs) => {
      world.clock.advance(4_000);
      return find.call(world.deliveries, refs);
    };
    const { keeping } = (await round()).result;
    expect(keeping).toMatchObject({ doneAt: 0, cursor: { partition: 0 } });
    expect((await round({ keeping })).result.keeping).toEqual({ doneAt: now });
  });
});

describe('a round of an endpoint that is slow', () => {
  const slowness = (tookMs: number) => ({ until: now + 1, tookMs });

  test('sends by the slow road, as many in ten seconds as keep it within its share, spread over them', async () => {
    await put(
      'parked',
      range(80).map(() => now),
    );
    const { isDraining, result } = await round({ slowness: slowness(14_000) });
    expect(world.retries.messages).toEqual([]);
    expect(world.slowRetries.messages).toHaveLength(70);
    expect(world.slowRetries.messages.every(({ road }) => road === 'slow')).toBe(true);
    expect(world.slowRetries.delays.filter((delay) => delay === 0)).toHaveLength(7);
    expect(Math.max(...world.slowRetries.delays)).toBe(9);
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({ moreAt: now + 10_000, parked: true });
  });

  test('sends by the usual road once it has not been slow for a while', async () => {
    await put('parked', [now]);
    await round({ slowness: { until: now, tookMs: 14_000 } });
    expect(world.slowRetries.messages).toEqual([]);
    expect(world.retries.messages).toMatchObject([{ lease: { deliveryId: idOf(0) } }]);
    expect(world.retries.messages[0]?.road).toBeUndefined();
  });
});

describe('a round of an endpoint that answers', () => {
  test('sends what is due at once, and what falls due within the horizon not before its time', async () => {
    await put('scheduled', [now, now + 1, now + 1_000, now + 1_001, now + horizon, now + horizon + 1]);
    const { isDraining, result } = await round();
    expect(world.retries.delays).toEqual([0, 1, 1, 2, 60]);
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({ nextDueAt: now + horizon + 1, moreAt: undefined, leasedUntil: now + leaseMs });
    expect(world.retries.messages.every(({ space, bypassCircuit }) => space === 'acme' && !bypassCircuit)).toBe(true);
  });

  test('leases each from the time at which it may be attempted', async () => {
    await put('scheduled', [now - 1, now + 30_000]);
    await put('parked', [now - hour]);
    await round();
    const until = { [idOf(0)]: now + leaseMs, [idOf(2)]: now + leaseMs, [idOf(1)]: now + 30_000 + leaseMs };
    const { leased, scheduled, parked } = await found();
    expect(Object.fromEntries(leased.map(({ deliveryId, dueAt }) => [deliveryId, Date.parse(dueAt)]))).toEqual(until);
    expect([scheduled, parked]).toEqual([[], []]);
    expect(world.retries.messages.map(({ lease }) => [lease.deliveryId, Date.parse(lease.dueAt)])).toEqual(
      expect.arrayContaining(Object.entries(until)),
    );
    expect(leased.find(({ deliveryId }) => deliveryId === idOf(1))).toMatchObject({ recordedDueAt: iso(now + 30_000) });
  });

  test('leases before it sends', async () => {
    await put('parked', [now]);
    await round();
    expect(log.calls).toEqual(['waits.find', 'waits.lease', 'retries.send', 'waits.walk']);
  });

  test('keeps to the pace: what is due first, longest waiting first, and early only what that leaves room for', async () => {
    await put('scheduled', [now - 2, now - 1, now + 1, now + 2, now + 3]);
    await put('parked', [now - hour]);
    const { result } = await round({ pace: 5 });
    expect(sentIds()).toEqual(ids(5, 0, 1, 2, 3));
    expect(result).toMatchObject({ nextDueAt: now + 3, moreAt: undefined, parked: false });
  });

  test('sends nothing early while more is due than the pace allows, and goes on in a second', async () => {
    await put('scheduled', [now - 3, now - 2, now - 1, now + 1]);
    const { isDraining, result } = await round({ pace: 2 });
    expect(sentIds()).toEqual(ids(0, 1));
    expect(isDraining).toBe(true);
    expect(result).toMatchObject({ moreAt: now + 1_000, nextDueAt: now + 1 });
  });

  test('counts what is under way against the pace, but not what is only delayed', async () => {
    await put('leased', [now + 1, now + leaseMs, now + leaseMs + 1, now + leaseMs + 60_000]);
    await put('scheduled', [now - 3, now - 2, now - 1]);
    const { result } = await round({ pace: 4 });
    expect(sentIds()).toEqual(ids(4, 5));
    expect(result.leasedUntil).toBe(now + 1);
  });

  test('sends nothing while more is under way than the pace allows', async () => {
    await put('leased', [now + 1, now + 2, now + 3]);
    await put('parked', [now - 1]);
    expect(await round({ pace: 2 })).toMatchObject({ isDraining: true, result: { parked: true, pace: 2 } });
    expect(sentIds()).toEqual([]);
  });

  test('counts what is delayed against what goes out early', async () => {
    await put('leased', [now + leaseMs + 1, now + leaseMs + 60_000]);
    await put('scheduled', [now + 1, now + 2, now + 3]);
    await round({ pace: 4 });
    expect(sentIds()).toEqual(ids(2, 3));
  });

  test('releases what was lost on its way, before all else', async () => {
    await put('scheduled', [now - hour]);
    await put('leased', [now - 1, now, now + 1]);
    await round({ pace: 3 });
    expect(sentIds()).toEqual(ids(1, 2));
  });

  test('sends no second order for what is leased already, nor two for one delivery', async () => {
    await put('leased', [now + 1]);
    await put('parked', [now - 9], { deliveryId: idOf(0) });
    await put('leased', [now + leaseMs + 1]);
    await put('scheduled', [now - 8], { deliveryId: idOf(2) });
    await put('leased', [now - 1]);
    await put('parked', [now - 7], { deliveryId: idOf(4) });
    await put('parked', [now - 6], { deliveryId: idOf(4), ruleId: 'rule_1' });
    await round();
    expect(world.retries.messages.map(({ lease }) => [lease.ruleId, lease.deliveryId])).toEqual([
      [undefined, idOf(4)],
      ['rule_1', idOf(4)],
    ]);
  });

  test('sends only what it has leased, and comes again for the rest', async () => {
    await put('parked', [now - 3, now - 2, now - 1]);
    const lease = world.waits.lease.bind(world.waits);
    world.waits.lease = async ([first, ...rest]) => {
      if (first) await world.waits.remove([first.item]);
      const [gone, , leased] = await lease(first ? [first, ...rest] : rest);
      return [gone ?? 'gone', new WriteFault('Throttled'), leased ?? 'gone'];
    };
    const { isDraining, result } = await round();
    expect(sentIds()).toEqual(ids(2));
    expect(isDraining).toBe(true);
    expect(result).toMatchObject({ moreAt: now + 1_000 });
  });

  test('leaves to the lease what the queue has not accepted', async () => {
    await put('parked', [now - 2, now - 1]);
    world.retries.refuseOnce([idOf(0)]);
    const { result } = await round();
    expect(result).toMatchObject({ leasedUntil: now + leaseMs, parked: false });
    expect((await found()).leased).toHaveLength(2);
  });

  test('says what is left: parked deliveries too, whatever else went out instead', async () => {
    await put('leased', [now - 3, now - 2, now - 1]);
    await put('parked', [now - 9, now - 8]);
    expect((await round({ pace: 3 })).result).toMatchObject({ parked: true });
    expect((await round({ pace: 9 })).result).toMatchObject({ parked: false });
  });

  test('says when nothing is left', async () => {
    expect(await round()).toEqual({
      isDraining: false,
      result: {
        nextDueAt: undefined,
        leasedUntil: undefined,
        moreAt: undefined,
        parked: false,
        held: false,
        circuit: { state: 'closed', failures: 0 },
        pace: 100,
        crowded: false,
        replaysDone: [],
      },
    });
    expect(log.calls).toEqual(['waits.find']);
  });

  test('finds a partition crowded with more than 500 that wait, and none that share more', async () => {
    await put(
      'parked',
      range(501).map(() => now - 1),
    );
    expect((await round({ pace: 1 })).result.crowded).toBe(true);
    items = [];
    world = new DeliveryWorld();
    await put(
      'parked',
      range(251).map(() => now - 1),
    );
    await put(
      'scheduled',
      range(250).map(() => now + hour),
      { partition: 1 },
    );
    await put(
      'leased',
      range(400).map(() => now + 1),
    );
    expect((await round({ pace: 1, partitions: 2 })).result.crowded).toBe(false);
    await put(
      'scheduled',
      range(250).map(() => now + hour),
      { partition: 0 },
    );
    expect((await round({ pace: 1, partitions: 2 })).result.crowded).toBe(true);
  });
});

describe('the pace of a drain', () => {
  const pace = async (parked: number, inFlight: number, before = 100) => {
    items = [];
    world = new DeliveryWorld();
    await put(
      'parked',
      range(parked).map(() => now - 1),
    );
    await put(
      'leased',
      range(inFlight).map(() => now + 1),
    );
    return (await round({ pace: before })).result.pace;
  };

  test('grows by a quarter while more waits than it lets out and the endpoint keeps up', async () => {
    expect(await pace(101, 0)).toBe(125);
    expect(await pace(100, 0)).toBe(100);
    expect(await pace(100, 50)).toBe(125);
    expect(await pace(100, 51)).toBe(100);
  });

  test('is gentle after an outage, and full at last', async () => {
    expect(await pace(50, 0, 10)).toBe(13);
    expect(sentIds()).toHaveLength(10);
    expect(await pace(fullPace + 1, 0, fullPace)).toBe(fullPace);
    expect(sentIds()).toHaveLength(fullPace);
  });
});

describe('a round of a webhook with a rate limit', () => {
  test('takes what ten seconds of its rate allow, spread over them', async () => {
    webhook = aWebhook({ rateLimit: { perSecond: 2 } });
    await put(
      'parked',
      range(30).map((index) => now - 30 + index),
    );
    const { isDraining, result } = await round();
    expect(world.retries.delays).toEqual(range(20).map((index) => Math.floor(index / 2)));
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({ moreAt: now + 10_000, parked: true });
  });

  test('delays what is not due until it is, if that is later than its turn', async () => {
    webhook = aWebhook({ rateLimit: { perSecond: 1 } });
    await put('scheduled', [now - 2, now - 1, now + 1, now + 20_000, now + 30_000, now + 40_000]);
    await round();
    expect(world.retries.delays).toEqual([0, 1, 2, 20, 30, 40]);
  });

  test('takes no more than the full pace, however high the limit', async () => {
    webhook = aWebhook({ rateLimit: { perSecond: 10_000 } });
    await put(
      'parked',
      range(fullPace + 1).map(() => now),
    );
    await round({ pace: fullPace });
    expect(sentIds()).toHaveLength(fullPace);
  });
});

describe('a round of an endpoint that fails', () => {
  const circuit = { state: 'open', openedAt: start, probeAt: start + 1_000, probes: 1 } as const;
  const later = () => {
    now = circuit.probeAt;
    world.clock.advanceTo(now);
  };

  test('sends nothing that is parked before it is time for a probe, and nothing early', async () => {
    await put('parked', [now - 2, now - 1]);
    await put('scheduled', [now + 1]);
    const { isDraining, result } = await round({ circuit });
    expect(sentIds()).toEqual([]);
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({ circuit, parked: true, nextDueAt: now + 1, moreAt: undefined });
  });

  test('probes it with the one that waits longest, through the circuit, and next time later', async () => {
    later();
    await put('parked', [now - 2, now - 1, now - 3]);
    const { result } = await round({ circuit });
    expect(sentIds()).toEqual(ids(2));
    expect(world.retries.messages).toMatchObject([{ bypassCircuit: true }]);
    expect(result).toMatchObject({
      circuit: { ...circuit, probes: 2, probeAt: now + 120_000 },
      parked: true,
      leasedUntil: now + leaseMs,
    });
  });

  test('sends retries that are due, five at a time, and the others when these are through', async () => {
    await put(
      'scheduled',
      range(50).map((index) => now - 50 + index),
    );
    const { result } = await round({ circuit });
    expect(sentIds()).toEqual(ids(0, 1, 2, 3, 4));
    expect(world.retries.messages.every(({ bypassCircuit }) => bypassCircuit)).toBe(true);
    expect(result).toMatchObject({ moreAt: now + 5_000, circuit: { probes: 2, probeAt: now + 120_000 } });
    expect((await round({ circuit })).result).toMatchObject({ moreAt: now + 5_000, circuit });
    expect(sentIds()).toHaveLength(5);
  });

  test('counts what is under way or delayed against those five', async () => {
    await put('leased', [now + 1, now + leaseMs + 1]);
    await put('leased', [now - 1]);
    await put(
      'scheduled',
      range(9).map(() => now),
    );
    await round({ circuit });
    expect(sentIds()).toEqual(ids(2, 3, 4));
  });

  test('takes retries for its probe when some are due, and leaves what is parked', async () => {
    later();
    await put('parked', [now - 9, now - 8]);
    await put('scheduled', [now - 3, now - 2, now - 1]);
    const { result } = await round({ circuit });
    expect(sentIds()).toEqual(ids(2, 3, 4));
    expect(result).toMatchObject({ parked: true, moreAt: undefined });
  });

  test('sends no second probe while one is under way, and does not ask again at once', async () => {
    later();
    await put('parked', [now - 2, now - 1]);
    await put('leased', [now + 60_000]);
    const { result } = await round({ circuit });
    expect(sentIds()).toEqual([]);
    expect(result).toMatchObject({ circuit: { probes: 1, probeAt: now + 60_000 }, parked: true });
  });

  test('puts a probe off that nothing waits for', async () => {
    later();
    const { result } = await round({ circuit });
    expect(result).toMatchObject({ circuit: { probes: 1, probeAt: now + 60_000 }, parked: false });
  });

  test('puts a probe off that could not be leased, and comes again', async () => {
    later();
    await put('parked', [now - 1]);
    world.waits.lease = async () => [new WriteFault('Throttled')];
    const { result } = await round({ circuit });
    expect(result).toMatchObject({ circuit: { probes: 1 }, moreAt: now + 5_000 });
  });

  describe('for 36 hours', () => {
    const since = () => now - 36 * hour;
    const down = () => ({ ...circuit, openedAt: since(), probeAt: now + 60_000 });

    test('ends what has waited all that time, and leaves what has not', async () => {
      await record('parked', [since() - 1, since(), since() + 1]);
      const { result } = await round({ circuit: down() });
      expect(ids(0, 1, 2).map((id) => world.recordOf(id)?.state)).toEqual(['exhausted', 'exhausted', 'pending']);
      expect(world.recordOf(idOf(0))).toMatchObject({
        version: 2,
        attempts: [],
        reason: 'The endpoint failed during all of the 36 hours; the delivery was not sent.',
      });
      expect((await found()).parked.map(({ deliveryId }) => deliveryId)).toEqual(ids(2));
      expect(result).toMatchObject({ parked: true, moreAt: undefined });
    });

    test('ends nothing a millisecond before, nor of what is scheduled', async () => {
      await record('parked', [since() - 1]);
      await record('scheduled', [now + hour]);
      await round({ circuit: { ...down(), openedAt: since() + 1 } });
      expect(ids(0, 1).map((id) => world.recordOf(id)?.state)).toEqual(['pending', 'pending']);
      await round({ circuit: down() });
      expect(ids(0, 1).map((id) => world.recordOf(id)?.state)).toEqual(['exhausted', 'pending']);
    });

    test('tells before it ends, and ends before it forgets, for no message would make up for it', async () => {
      await record('parked', [since()]);
      await round({ circuit: down() });
      expect(world.results.published).toMatchObject([
        { kind: 'delivery.exhausted', delivery: { id: idOf(0), state: 'exhausted' }, webhook: { id: 'wh_1' } },
      ]);
      const writes = log.calls.filter((call) => /publish|change|remove/.test(call));
      expect(writes).toEqual(['results.publish', 'deliveries.change', 'waits.remove']);
    });

    test('ends nothing that it could not tell of', async () => {
      await record('parked', [since()]);
      world.results.publish = async () => {
        throw new Error('throttled');
      };
      await expect(round({ circuit: down() })).rejects.toThrow('throttled');
      expect(world.recordOf(idOf(0))).toMatchObject({ state: 'pending' });
      expect((await found()).parked).toHaveLength(1);
    });

    test('does not end what goes out as its probe', async () => {
      now = circuit.probeAt;
      await record('parked', [since() - 2, since() - 1]);
      await round({ circuit: { ...down(), probeAt: now } });
      expect(sentIds()).toEqual(ids(0));
      expect(ids(0, 1).map((id) => world.recordOf(id)?.state)).toEqual(['pending', 'exhausted']);
    });

    test('ends 500 in a round, and comes again for the others and for those that could not be written', async () => {
      await record(
        'parked',
        range(501).map((index) => since() - 501 + index),
      );
      const { result } = await round({ circuit: down() });
      expect(world.deliveries.all.filter(({ state }) => state === 'exhausted')).toHaveLength(500);
      expect(result.moreAt).toBe(now + 5_000);
      world.deliveries.change = async (changes) => changes.map(() => new WriteFault('Throttled'));
      expect((await round({ circuit: down() })).result.moreAt).toBe(now + 5_000);
      expect((await found()).parked).toHaveLength(1);
    });
  });
});
describe('a round of a paused webhook', () => {
  beforeEach(() => {
    webhook = aWebhook({ status: 'paused' });
  });

  test.each<[string, LaneQueue, number]>([
    ['is parked', 'parked', -1],
    ['is due', 'scheduled', -1],
    ['falls due soon', 'scheduled', 1],
    ['falls due later', 'scheduled', 2 * horizon],
    ['was lost', 'leased', -1],
  ])('sends nothing and holds what %s', async (_, queue, ms) => {
    await put(queue, [now + ms]);
    const { isDraining, result } = await round();
    expect(sentIds()).toEqual([]);
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({ held: true, nextDueAt: undefined });
    expect(result.moreAt).toBeUndefined();
  });

  test('holds nothing when nothing waits, but sees to what is under way', async () => {
    await put('leased', [now + 1]);
    expect((await round()).result).toMatchObject({ held: false, leasedUntil: now + 1 });
  });

  test('holds a replay, and forgets that the endpoint failed', async () => {
    const circuit = { state: 'open', openedAt: now, probeAt: now, probes: 9 } as const;
    const { result } = await round({ circuit, replays: [{ id: 'r', requestedAt: now }] });
    expect(result).toMatchObject({ held: true, circuit: { state: 'closed', failures: 0 }, replaysDone: [] });
    expect(log.calls).toEqual(['waits.find']);
  });
});

describe('a round of a webhook that is no more', () => {
  test.each([
    ['deleted', () => undefined, 'The webhook was deleted.'],
    ['disabled', () => aWebhook({ status: 'disabled' }), 'The webhook was disabled.'],
  ])('%s ends all that waits, and leaves what is under way', async (_, change, reason) => {
    webhook = change();
    await record('parked', [now - 9]);
    await record('scheduled', [now - 1, now + 1, now + hour], { state: 'retrying' });
    await record('leased', [now - 1, now + 60_000]);
    const { isDraining, result } = await round();
    const states = ids(0, 1, 2, 3, 4, 5).map((id) => world.recordOf(id)?.state);
    expect(states).toEqual([...range(5).map(() => 'discarded'), 'pending']);
    expect(world.recordOf(idOf(0))).toMatchObject({ reason });
    expect(world.waits.size).toBe(1);
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({ nextDueAt: undefined, moreAt: undefined, parked: false, leasedUntil: now + 60_000 });
    expect(sentIds()).toEqual([]);
    expect(world.results.published).toEqual([]);
  });

  beforeEach(() => {
    webhook = undefined;
  });

  test('removes an item that its record does not confirm, and ends nothing by it', async () => {
    await put('parked', [now - 1]);
    await world.deliveries.recordFirst([aDelivery({ id: idOf(0), version: 2 })]);
    await round();
    expect(world.recordOf(idOf(0))).toMatchObject({ state: 'succeeded', version: 2 });
    expect(world.waits.size).toBe(0);
    expect(log.calls).not.toContain('deliveries.change');
  });

  test('keeps an item whose record may still be written, and comes again when its writer has had the time', async () => {
    webhook = aWebhook({ status: 'disabled' });
    await put('parked', [now - 1], { writtenAt: iso(now - hour) });
    expect((await round()).result).toMatchObject({ moreAt: now + leaseMs });
    expect(world.waits.size).toBe(1);
    now += 1;
    expect((await round()).result).toMatchObject({ moreAt: undefined });
    expect(world.waits.size).toBe(0);
  });

  test('of a deleted webhook keeps none such, but for the executions of rules, which are not deleted with it', async () => {
    await put('parked', [now - 2]);
    await put('parked', [now - 1], { ruleId: 'rule_1' });
    await round();
    expect((await found()).parked).toMatchObject([{ ruleId: 'rule_1' }]);
  });

  test('ends two items of one delivery once', async () => {
    await record('parked', [now - 1]);
    await put('leased', [now - 1], { deliveryId: idOf(0), recordedDueAt: iso(now - 1) });
    await round();
    expect(world.recordOf(idOf(0))).toMatchObject({ state: 'discarded', version: 2 });
    expect(world.waits.size).toBe(0);
  });

  test('ends 500 in a round and goes on with the others', async () => {
    await record(
      'parked',
      range(501).map((index) => now - index),
    );
    expect(await round()).toMatchObject({ isDraining: true, result: { moreAt: now + 1_000 } });
    expect(world.deliveries.all.filter(({ state }) => state === 'discarded')).toHaveLength(500);
    expect(await round()).toMatchObject({ isDraining: false, result: { moreAt: undefined } });
  });

  test('tries again what could not be written', async () => {
    await record('parked', [now - 2, now - 1]);
    const change = world.deliveries.change.bind(world.deliveries);
    world.deliveries.change = async (changes) => [new WriteFault('Throttled'), ...(await change(changes.slice(1)))];
    expect(await round()).toMatchObject({ isDraining: true, result: { moreAt: now + 1_000 } });
    expect(world.waits.size).toBe(1);
    world.deliveries.change = change;
    expect(await round()).toMatchObject({ isDraining: false });
    expect(ids(0, 1).map((id) => world.recordOf(id)?.state)).toEqual(['discarded', 'discarded']);
  });

  test('sees all that waits, though most is in one of its partitions: it was put there before the lane was spread', async () => {
    await record(
      'parked',
      range(450).map((index) => now - index),
    );
    const { isDraining } = await round({ partitions: 8 });
    expect(isDraining || world.waits.size === 0).toBe(true);
  });

  test('cancels its replays', async () => {
    const replay: Replay = {
      ...ref,
      id: 'r1',
      since: iso(now),
      until: iso(now),
      statuses: ['failed'],
      dryRun: false,
      state: 'running',
      matched: 0,
      replayed: 0,
      createdAt: iso(now),
      updatedAt: iso(now),
      version: 1,
    };
    await world.replays.write(replay);
    const { result } = await round({
      replays: [
        { id: 'r1', requestedAt: now },
        { id: 'r2', requestedAt: now },
      ],
    });
    expect(world.replays.all).toMatchObject([{ state: 'cancelled', version: 2 }]);
    expect(result.replaysDone).toEqual(['r1', 'r2']);
  });
});

test('wherever a round dies, every record that waits has an item', async () => {
  for (let call = 1; call < 9; call += 1) {
    for (const status of ['enabled', 'disabled'] as const) {
      items = [];
      world = new DeliveryWorld();
      log = new CallLog();
      webhook = aWebhook({ status });
      await record('parked', [now - 2]);
      await record('scheduled', [now - 1, now + 1], { state: 'retrying' });
      await record('leased', [now - 1]);
      log.dieInCall(call);
      await Promise.race([round(), untilQuiet()]);
      for (const delivery of world.deliveries.all.filter(({ position }) => position)) {
        expect(world.itemsOf(delivery).length).toBeGreaterThan(0);
      }
    }
  }
});
