import { beforeEach, describe, expect, test } from '@jest/globals';
import { maxConcurrency } from '../../../functions/shared/lanes/domain/concurrency.ts';
import { releaseAheadMs } from '../../../functions/shared/lanes/domain/lane-wake.ts';
import { leaseMs } from '../../../functions/shared/lanes/domain/lease.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { hour, idOf, ids, iso, LaneRounds, range } from '../../support/lane-rounds.ts';
import { aWebhook } from '../../support/records/webhook.ts';

let rounds: LaneRounds;

beforeEach(() => {
  rounds = new LaneRounds();
});

describe('a round of an endpoint that is slow', () => {
  const slowness = (tookMs: number) => ({ until: rounds.now + 1, tookMs });

  test('sends to the slow queue, as many in ten seconds as keep it within its share, spread over them', async () => {
    await rounds.put(
      'parked',
      range(80).map(() => rounds.now),
    );
    const { isDraining, result } = await rounds.round({ slowness: slowness(14_000) });
    expect(rounds.world.retries.messages).toEqual([]);
    expect(rounds.world.slowRetries.messages).toHaveLength(70);
    expect(rounds.world.slowRetries.messages.every(({ slowQueue }) => slowQueue)).toBe(true);
    expect(rounds.world.slowRetries.delays.filter((delay) => delay === 0)).toHaveLength(7);
    expect(Math.max(...rounds.world.slowRetries.delays)).toBe(9);
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({ moreAt: rounds.now + 10_000, parked: true });
  });

  test('sends to the usual queue once it has not been slow for a while', async () => {
    await rounds.put('parked', [rounds.now]);
    await rounds.round({ slowness: { until: rounds.now, tookMs: 14_000 } });
    expect(rounds.world.slowRetries.messages).toEqual([]);
    expect(rounds.world.retries.messages).toMatchObject([{ lease: { deliveryId: idOf(0) } }]);
    expect(rounds.world.retries.messages[0]?.slowQueue).toBeUndefined();
  });
});

describe('a batch for an endpoint that accepts', () => {
  test('sends what is due at once, and what falls due within the horizon not before its time', async () => {
    await rounds.put('scheduled', [
      rounds.now,
      rounds.now + 1,
      rounds.now + 1_000,
      rounds.now + 1_001,
      rounds.now + releaseAheadMs,
      rounds.now + releaseAheadMs + 1,
    ]);
    const { isDraining, result } = await rounds.round();
    expect(rounds.world.retries.delays).toEqual([0, 1, 1, 2, 60]);
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({
      nextDueAt: rounds.now + releaseAheadMs + 1,
      moreAt: undefined,
      leasedUntil: rounds.now + leaseMs,
    });
    expect(rounds.world.retries.messages.every(({ space, bypassCircuit }) => space === 'acme' && !bypassCircuit)).toBe(
      true,
    );
  });

  test('leases each from the time at which it may be attempted', async () => {
    await rounds.put('scheduled', [rounds.now - 1, rounds.now + 30_000]);
    await rounds.put('parked', [rounds.now - hour]);
    await rounds.round();
    const until = {
      [idOf(0)]: rounds.now + leaseMs,
      [idOf(2)]: rounds.now + leaseMs,
      [idOf(1)]: rounds.now + 30_000 + leaseMs,
    };
    const { leased, scheduled, parked } = await rounds.found();
    expect(Object.fromEntries(leased.map(({ deliveryId, dueAt }) => [deliveryId, Date.parse(dueAt)]))).toEqual(until);
    expect([scheduled, parked]).toEqual([[], []]);
    expect(rounds.world.retries.messages.map(({ lease }) => [lease.deliveryId, Date.parse(lease.dueAt)])).toEqual(
      expect.arrayContaining(Object.entries(until)),
    );
    expect(leased.find(({ deliveryId }) => deliveryId === idOf(1))).toMatchObject({
      recordedDueAt: iso(rounds.now + 30_000),
    });
  });

  test('leases before it sends', async () => {
    await rounds.put('parked', [rounds.now]);
    await rounds.round();
    expect(rounds.log.calls).toEqual(['waits.find', 'waits.lease', 'retries.send', 'waits.walk']);
  });

  test('keeps to the concurrency: what is due first, longest waiting first, and early only what that leaves room for', async () => {
    await rounds.put('scheduled', [rounds.now - 2, rounds.now - 1, rounds.now + 1, rounds.now + 2, rounds.now + 3]);
    await rounds.put('parked', [rounds.now - hour]);
    const { result } = await rounds.round({ concurrency: 5 });
    expect(rounds.sentIds()).toEqual(ids(5, 0, 1, 2, 3));
    expect(result).toMatchObject({ nextDueAt: rounds.now + 3, moreAt: undefined, parked: false });
  });

  test('sends nothing early while more is due than the concurrency allows, and goes on in a second', async () => {
    await rounds.put('scheduled', [rounds.now - 3, rounds.now - 2, rounds.now - 1, rounds.now + 1]);
    const { isDraining, result } = await rounds.round({ concurrency: 2 });
    expect(rounds.sentIds()).toEqual(ids(0, 1));
    expect(isDraining).toBe(true);
    expect(result).toMatchObject({ moreAt: rounds.now + 1_000, nextDueAt: rounds.now + 1 });
  });

  test('counts what is under way against the concurrency, but not what is only delayed', async () => {
    await rounds.put('leased', [
      rounds.now + 1,
      rounds.now + leaseMs,
      rounds.now + leaseMs + 1,
      rounds.now + leaseMs + 60_000,
    ]);
    await rounds.put('scheduled', [rounds.now - 3, rounds.now - 2, rounds.now - 1]);
    const { result } = await rounds.round({ concurrency: 4 });
    expect(rounds.sentIds()).toEqual(ids(4, 5));
    expect(result.leasedUntil).toBe(rounds.now + 1);
  });

  test('sends nothing while more is under way than the concurrency allows', async () => {
    await rounds.put('leased', [rounds.now + 1, rounds.now + 2, rounds.now + 3]);
    await rounds.put('parked', [rounds.now - 1]);
    expect(await rounds.round({ concurrency: 2 })).toMatchObject({
      isDraining: true,
      result: { parked: true, concurrency: 2 },
    });
    expect(rounds.sentIds()).toEqual([]);
  });

  test('counts what is delayed against what goes out early', async () => {
    await rounds.put('leased', [rounds.now + leaseMs + 1, rounds.now + leaseMs + 60_000]);
    await rounds.put('scheduled', [rounds.now + 1, rounds.now + 2, rounds.now + 3]);
    await rounds.round({ concurrency: 4 });
    expect(rounds.sentIds()).toEqual(ids(2, 3));
  });

  test('releases what was lost on its way, before all else', async () => {
    await rounds.put('scheduled', [rounds.now - hour]);
    await rounds.put('leased', [rounds.now - 1, rounds.now, rounds.now + 1]);
    await rounds.round({ concurrency: 3 });
    expect(rounds.sentIds()).toEqual(ids(1, 2));
  });

  test('sends no second order for what is leased already, nor two for one delivery', async () => {
    await rounds.put('leased', [rounds.now + 1]);
    await rounds.put('parked', [rounds.now - 9], { deliveryId: idOf(0) });
    await rounds.put('leased', [rounds.now + leaseMs + 1]);
    await rounds.put('scheduled', [rounds.now - 8], { deliveryId: idOf(2) });
    await rounds.put('leased', [rounds.now - 1]);
    await rounds.put('parked', [rounds.now - 7], { deliveryId: idOf(4) });
    await rounds.put('parked', [rounds.now - 6], { deliveryId: idOf(4), ruleId: 'rule_1' });
    await rounds.round();
    expect(rounds.world.retries.messages.map(({ lease }) => [lease.ruleId, lease.deliveryId])).toEqual([
      [undefined, idOf(4)],
      ['rule_1', idOf(4)],
    ]);
  });

  test('sends only what it has leased, and comes again for the rest', async () => {
    await rounds.put('parked', [rounds.now - 3, rounds.now - 2, rounds.now - 1]);
    const lease = rounds.world.waits.lease.bind(rounds.world.waits);
    rounds.world.waits.lease = async ([first, ...rest]) => {
      if (first) await rounds.world.waits.remove([first.item]);
      const [gone, , leased] = await lease(first ? [first, ...rest] : rest);
      return [gone ?? 'gone', new WriteFault('Throttled'), leased ?? 'gone'];
    };
    const { isDraining, result } = await rounds.round();
    expect(rounds.sentIds()).toEqual(ids(2));
    expect(isDraining).toBe(true);
    expect(result).toMatchObject({ moreAt: rounds.now + 1_000 });
  });

  test('leaves to the lease what the queue has not accepted', async () => {
    await rounds.put('parked', [rounds.now - 2, rounds.now - 1]);
    rounds.world.retries.refuseOnce([idOf(0)]);
    const { result } = await rounds.round();
    expect(result).toMatchObject({ leasedUntil: rounds.now + leaseMs, parked: false });
    expect((await rounds.found()).leased).toHaveLength(2);
  });

  test('says what is left: parked deliveries too, whatever else went out instead', async () => {
    await rounds.put('leased', [rounds.now - 3, rounds.now - 2, rounds.now - 1]);
    await rounds.put('parked', [rounds.now - 9, rounds.now - 8]);
    expect((await rounds.round({ concurrency: 3 })).result).toMatchObject({ parked: true });
    expect((await rounds.round({ concurrency: 9 })).result).toMatchObject({ parked: false });
  });

  test('says when nothing is left', async () => {
    expect(await rounds.round()).toEqual({
      isDraining: false,
      result: {
        nextDueAt: undefined,
        leasedUntil: undefined,
        moreAt: undefined,
        parked: false,
        held: false,
        circuit: { state: 'closed', failures: 0 },
        concurrency: 100,
        isCrowded: false,
        endedReplays: [],
      },
    });
    expect(rounds.log.calls).toEqual(['waits.find']);
  });

  test('finds a partition isCrowded with more than 500 that wait, and none that share more', async () => {
    await rounds.put(
      'parked',
      range(501).map(() => rounds.now - 1),
    );
    expect((await rounds.round({ concurrency: 1 })).result.isCrowded).toBe(true);
    rounds.items = [];
    rounds.world = new DeliveryWorld();
    await rounds.put(
      'parked',
      range(251).map(() => rounds.now - 1),
    );
    await rounds.put(
      'scheduled',
      range(250).map(() => rounds.now + hour),
      { partition: 1 },
    );
    await rounds.put(
      'leased',
      range(400).map(() => rounds.now + 1),
    );
    expect((await rounds.round({ concurrency: 1, partitions: 2 })).result.isCrowded).toBe(false);
    await rounds.put(
      'scheduled',
      range(250).map(() => rounds.now + hour),
      { partition: 0 },
    );
    expect((await rounds.round({ concurrency: 1, partitions: 2 })).result.isCrowded).toBe(true);
  });
});

describe('the concurrency of a drain', () => {
  const concurrency = async (parked: number, inFlight: number, before = 100) => {
    rounds.items = [];
    rounds.world = new DeliveryWorld();
    await rounds.put(
      'parked',
      range(parked).map(() => rounds.now - 1),
    );
    await rounds.put(
      'leased',
      range(inFlight).map(() => rounds.now + 1),
    );
    return (await rounds.round({ concurrency: before })).result.concurrency;
  };

  test('grows by a quarter while more waits than it lets out and the endpoint keeps up', async () => {
    expect(await concurrency(101, 0)).toBe(125);
    expect(await concurrency(100, 0)).toBe(100);
    expect(await concurrency(100, 50)).toBe(125);
    expect(await concurrency(100, 51)).toBe(100);
  });

  test('is gentle after an outage, and full at last', async () => {
    expect(await concurrency(50, 0, 10)).toBe(13);
    expect(rounds.sentIds()).toHaveLength(10);
    expect(await concurrency(maxConcurrency + 1, 0, maxConcurrency)).toBe(maxConcurrency);
    expect(rounds.sentIds()).toHaveLength(maxConcurrency);
  });
});

describe('a round of a webhook with a rate limit', () => {
  test('takes what ten seconds of its rate allow, spread over them', async () => {
    rounds.webhook = aWebhook({ rateLimit: { perSecond: 2 } });
    await rounds.put(
      'parked',
      range(30).map((index) => rounds.now - 30 + index),
    );
    const { isDraining, result } = await rounds.round();
    expect(rounds.world.retries.delays).toEqual(range(20).map((index) => Math.floor(index / 2)));
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({ moreAt: rounds.now + 10_000, parked: true });
  });

  test('delays what is not due until it is, if that is later than its turn', async () => {
    rounds.webhook = aWebhook({ rateLimit: { perSecond: 1 } });
    await rounds.put('scheduled', [
      rounds.now - 2,
      rounds.now - 1,
      rounds.now + 1,
      rounds.now + 20_000,
      rounds.now + 30_000,
      rounds.now + 40_000,
    ]);
    await rounds.round();
    expect(rounds.world.retries.delays).toEqual([0, 1, 2, 20, 30, 40]);
  });

  test('takes no more than the full concurrency, however high the limit', async () => {
    rounds.webhook = aWebhook({ rateLimit: { perSecond: 10_000 } });
    await rounds.put(
      'parked',
      range(maxConcurrency + 1).map(() => rounds.now),
    );
    await rounds.round({ concurrency: maxConcurrency });
    expect(rounds.sentIds()).toHaveLength(maxConcurrency);
  });
});
