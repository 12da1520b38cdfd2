import { beforeEach, describe, expect, test } from '@jest/globals';
import type { LaneQueue } from '../../../functions/shared/deliveries/domain/delivery.ts';
import { releaseAheadMs } from '../../../functions/shared/lanes/domain/lane-wake.ts';
import { leaseMs } from '../../../functions/shared/lanes/domain/lease.ts';
import type { Replay } from '../../../functions/shared/lanes/domain/replay.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { CallLog, untilQuiet } from '../../support/call-log.ts';
import { DeliveryWorld } from '../../support/delivery-world.ts';
import { hour, idOf, ids, iso, LaneRounds, range, ref } from '../../support/lane-rounds.ts';
import { aDelivery } from '../../support/records/delivery.ts';
import { aWebhook } from '../../support/records/webhook.ts';

let rounds: LaneRounds;

beforeEach(() => {
  rounds = new LaneRounds();
});

describe('what waits for long', () => {
  const day = 24 * hour;
  const kept: unknown[] = [];
  beforeEach(() => {
    kept.length = 0;
    rounds.world.events.extendRetention = async (events) => void kept.push(...events.map(({ eventId }) => eventId));
  });
  /** A delivery that was put to wait so long ago. */
  const waiting = async (queue: LaneQueue, eventId: string, ago: number) => {
    await rounds.put(queue, [rounds.now + (queue === 'leased' ? -1 : 1)], { writtenAt: iso(rounds.now - ago) });
    const id = rounds.items.at(-1)?.deliveryId ?? '';
    await rounds.world.deliveries.recordFirst([aDelivery({ id, eventId, envelopeId: eventId })]);
  };

  test.each(['paused', 'enabled'] as const)('keeps its events while its webhook is %s', async (status) => {
    rounds.webhook = aWebhook({ status });
    await waiting('parked', 'parked', 12 * hour);
    await waiting('scheduled', 'scheduled', 2 * day);
    await waiting('leased', 'lost', 2 * day);
    await waiting('parked', 'lately', 12 * hour - 1);
    const { result } = await rounds.round({ concurrency: 0 });
    expect(kept.toSorted()).toEqual(['lost', 'parked', 'scheduled']);
    expect(result).toMatchObject({ retentionWalk: { doneAt: rounds.now } });
  });

  test('is released all the same when its events cannot be kept now, and the next wake tries again', async () => {
    rounds.world.events.extendRetention = async () => {
      throw new Error('throttled');
    };
    await waiting('parked', 'parked', 12 * hour);
    const { result } = await rounds.round();
    expect(rounds.sentIds()).toHaveLength(1);
    expect(result.retentionWalk).toBeUndefined();
    expect(rounds.world.facts).toContain('retention not extended');
  });

  test('is walked through once in 12 hours', async () => {
    rounds.webhook = aWebhook({ status: 'paused' });
    await waiting('parked', 'parked', day);
    expect(
      (await rounds.round({ retentionWalk: { doneAt: rounds.now - 12 * hour + 1 } })).result.retentionWalk,
    ).toBeUndefined();
    expect(kept).toEqual([]);
    await rounds.round({ retentionWalk: { doneAt: rounds.now - 12 * hour } });
    expect(kept).toEqual(['parked']);
  });

  test('is walked through from where the wake before had to leave off', async () => {
    rounds.webhook = aWebhook({ status: 'paused' });
    await rounds.put(
      'parked',
      range(2_500).map((index) => rounds.now - 2 * day + index),
      { writtenAt: iso(rounds.now - day) },
    );
    // Each step takes four seconds, and a wake walks for five.
    const { find } = rounds.world.deliveries;
    rounds.world.deliveries.find = async (refs) => {
      rounds.world.clock.advance(4_000);
      return find.call(rounds.world.deliveries, refs);
    };
    const { retentionWalk } = (await rounds.round()).result;
    expect(retentionWalk).toMatchObject({ doneAt: 0, cursor: { partition: 0 } });
    expect((await rounds.round({ retentionWalk })).result.retentionWalk).toEqual({ doneAt: rounds.now });
  });
});

describe('a round of a paused webhook', () => {
  beforeEach(() => {
    rounds.webhook = aWebhook({ status: 'paused' });
  });

  test.each<[string, LaneQueue, number]>([
    ['is parked', 'parked', -1],
    ['is due', 'scheduled', -1],
    ['falls due soon', 'scheduled', 1],
    ['falls due later', 'scheduled', 2 * releaseAheadMs],
    ['was lost', 'leased', -1],
  ])('sends nothing and holds what %s', async (_, queue, ms) => {
    await rounds.put(queue, [rounds.now + ms]);
    const { isDraining, result } = await rounds.round();
    expect(rounds.sentIds()).toEqual([]);
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({ held: true, nextDueAt: undefined });
    expect(result.moreAt).toBeUndefined();
  });

  test('holds nothing when nothing waits, but sees to what is under way', async () => {
    await rounds.put('leased', [rounds.now + 1]);
    expect((await rounds.round()).result).toMatchObject({ held: false, leasedUntil: rounds.now + 1 });
  });

  test('holds a replay, and forgets that the endpoint failed', async () => {
    const circuit = { state: 'open', openedAt: rounds.now, probeAt: rounds.now, probes: 9 } as const;
    const { result } = await rounds.round({ circuit, replays: [{ id: 'r', requestedAt: rounds.now }] });
    expect(result).toMatchObject({ held: true, circuit: { state: 'closed', failures: 0 }, endedReplays: [] });
    expect(rounds.log.calls).toEqual(['waits.find']);
  });
});

describe('a round of a webhook that is no more', () => {
  test.each([
    ['deleted', () => undefined, 'The webhook was deleted.'],
    ['disabled', () => aWebhook({ status: 'disabled' }), 'The webhook was disabled.'],
  ])('%s ends all that waits, and leaves what is under way', async (_, change, reason) => {
    rounds.webhook = change();
    await rounds.record('parked', [rounds.now - 9]);
    await rounds.record('scheduled', [rounds.now - 1, rounds.now + 1, rounds.now + hour], { status: 'retrying' });
    await rounds.record('leased', [rounds.now - 1, rounds.now + 60_000]);
    const { isDraining, result } = await rounds.round();
    const states = ids(0, 1, 2, 3, 4, 5).map((id) => rounds.world.recordOf(id)?.status);
    expect(states).toEqual([...range(5).map(() => 'discarded'), 'pending']);
    expect(rounds.world.recordOf(idOf(0))).toMatchObject({ reason });
    expect(rounds.world.waits.size).toBe(1);
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({
      nextDueAt: undefined,
      moreAt: undefined,
      parked: false,
      leasedUntil: rounds.now + 60_000,
    });
    expect(rounds.sentIds()).toEqual([]);
    expect(rounds.world.results.published).toEqual([]);
  });

  beforeEach(() => {
    rounds.webhook = undefined;
  });

  test('removes an item that its record does not confirm, and ends nothing by it', async () => {
    await rounds.put('parked', [rounds.now - 1]);
    await rounds.world.deliveries.recordFirst([aDelivery({ id: idOf(0), version: 2 })]);
    await rounds.round();
    expect(rounds.world.recordOf(idOf(0))).toMatchObject({ status: 'succeeded', version: 2 });
    expect(rounds.world.waits.size).toBe(0);
    expect(rounds.log.calls).not.toContain('deliveries.change');
  });

  test('keeps an item whose record may still be written, and comes again when its writer has had the time', async () => {
    rounds.webhook = aWebhook({ status: 'disabled' });
    await rounds.put('parked', [rounds.now - 1], { writtenAt: iso(rounds.now - hour) });
    expect((await rounds.round()).result).toMatchObject({ moreAt: rounds.now + leaseMs });
    expect(rounds.world.waits.size).toBe(1);
    rounds.now += 1;
    expect((await rounds.round()).result).toMatchObject({ moreAt: undefined });
    expect(rounds.world.waits.size).toBe(0);
  });

  test('of a deleted webhook keeps none such, but for the executions of rules, which are not deleted with it', async () => {
    await rounds.put('parked', [rounds.now - 2]);
    await rounds.put('parked', [rounds.now - 1], { ruleId: 'rule_1' });
    await rounds.round();
    expect((await rounds.found()).parked).toMatchObject([{ ruleId: 'rule_1' }]);
  });

  test('ends two items of one delivery once', async () => {
    await rounds.record('parked', [rounds.now - 1]);
    await rounds.put('leased', [rounds.now - 1], { deliveryId: idOf(0), recordedDueAt: iso(rounds.now - 1) });
    await rounds.round();
    expect(rounds.world.recordOf(idOf(0))).toMatchObject({ status: 'discarded', version: 2 });
    expect(rounds.world.waits.size).toBe(0);
  });

  test('ends 500 in a round and goes on with the others', async () => {
    await rounds.record(
      'parked',
      range(501).map((index) => rounds.now - index),
    );
    expect(await rounds.round()).toMatchObject({ isDraining: true, result: { moreAt: rounds.now + 1_000 } });
    expect(rounds.world.deliveries.all.filter(({ status }) => status === 'discarded')).toHaveLength(500);
    expect(await rounds.round()).toMatchObject({ isDraining: false, result: { moreAt: undefined } });
  });

  test('tries again what could not be written', async () => {
    await rounds.record('parked', [rounds.now - 2, rounds.now - 1]);
    const change = rounds.world.deliveries.change.bind(rounds.world.deliveries);
    rounds.world.deliveries.change = async (changes) => [
      new WriteFault('Throttled'),
      ...(await change(changes.slice(1))),
    ];
    expect(await rounds.round()).toMatchObject({ isDraining: true, result: { moreAt: rounds.now + 1_000 } });
    expect(rounds.world.waits.size).toBe(1);
    rounds.world.deliveries.change = change;
    expect(await rounds.round()).toMatchObject({ isDraining: false });
    expect(ids(0, 1).map((id) => rounds.world.recordOf(id)?.status)).toEqual(['discarded', 'discarded']);
  });

  test('sees all that waits, though most is in one of its partitions: it was put there before the lane was spread', async () => {
    await rounds.record(
      'parked',
      range(450).map((index) => rounds.now - index),
    );
    const { isDraining } = await rounds.round({ partitions: 8 });
    expect(isDraining || rounds.world.waits.size === 0).toBe(true);
  });

  test('cancels its replays', async () => {
    const replay: Replay = {
      ...ref,
      id: 'r1',
      since: iso(rounds.now),
      until: iso(rounds.now),
      statuses: ['failed'],
      dryRun: false,
      status: 'running',
      matched: 0,
      replayed: 0,
      createdAt: iso(rounds.now),
      updatedAt: iso(rounds.now),
      version: 1,
    };
    await rounds.world.replays.write(replay);
    const { result } = await rounds.round({
      replays: [
        { id: 'r1', requestedAt: rounds.now },
        { id: 'r2', requestedAt: rounds.now },
      ],
    });
    expect(rounds.world.replays.all).toMatchObject([{ status: 'cancelled', version: 2 }]);
    expect(result.endedReplays).toEqual(['r1', 'r2']);
  });
});

test('wherever a round dies, every record that waits has an item', async () => {
  for (let call = 1; call < 9; call += 1) {
    for (const status of ['enabled', 'disabled'] as const) {
      rounds.items = [];
      rounds.world = new DeliveryWorld();
      rounds.log = new CallLog();
      rounds.webhook = aWebhook({ status });
      await rounds.record('parked', [rounds.now - 2]);
      await rounds.record('scheduled', [rounds.now - 1, rounds.now + 1], { status: 'retrying' });
      await rounds.record('leased', [rounds.now - 1]);
      rounds.log.dieInCall(call);
      await Promise.race([rounds.round(), untilQuiet()]);
      for (const delivery of rounds.world.deliveries.all.filter(({ position }) => position)) {
        expect(rounds.world.itemsOf(delivery).length).toBeGreaterThan(0);
      }
    }
  }
});
