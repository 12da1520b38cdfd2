import { beforeEach, describe, expect, test } from '@jest/globals';
import { leaseMs } from '../../../functions/shared/lanes/domain/lease.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { hour, idOf, ids, LaneRounds, range, start } from '../../support/lane-rounds.ts';

let rounds: LaneRounds;

beforeEach(() => {
  rounds = new LaneRounds();
});

describe('a round of an endpoint that fails', () => {
  const circuit = { state: 'open', openedAt: start, probeAt: start + 1_000, probes: 1 } as const;
  const later = () => {
    rounds.now = circuit.probeAt;
    rounds.world.clock.advanceTo(rounds.now);
  };

  test('sends nothing that is parked before it is time for a probe, and nothing early', async () => {
    await rounds.put('parked', [rounds.now - 2, rounds.now - 1]);
    await rounds.put('scheduled', [rounds.now + 1]);
    const { isDraining, result } = await rounds.round({ circuit });
    expect(rounds.sentIds()).toEqual([]);
    expect(isDraining).toBe(false);
    expect(result).toMatchObject({ circuit, parked: true, nextDueAt: rounds.now + 1, moreAt: undefined });
  });

  test('probes it with the one that waits longest, through the circuit, and next time later', async () => {
    later();
    await rounds.put('parked', [rounds.now - 2, rounds.now - 1, rounds.now - 3]);
    const { result } = await rounds.round({ circuit });
    expect(rounds.sentIds()).toEqual(ids(2));
    expect(rounds.world.retries.messages).toMatchObject([{ bypassCircuit: true }]);
    expect(result).toMatchObject({
      circuit: { ...circuit, probes: 2, probeAt: rounds.now + 120_000 },
      parked: true,
      leasedUntil: rounds.now + leaseMs,
    });
  });

  test('sends retries that are due, five at a time, and the others when these are through', async () => {
    await rounds.put(
      'scheduled',
      range(50).map((index) => rounds.now - 50 + index),
    );
    const { result } = await rounds.round({ circuit });
    expect(rounds.sentIds()).toEqual(ids(0, 1, 2, 3, 4));
    expect(rounds.world.retries.messages.every(({ bypassCircuit }) => bypassCircuit)).toBe(true);
    expect(result).toMatchObject({ moreAt: rounds.now + 5_000, circuit: { probes: 2, probeAt: rounds.now + 120_000 } });
    expect((await rounds.round({ circuit })).result).toMatchObject({ moreAt: rounds.now + 5_000, circuit });
    expect(rounds.sentIds()).toHaveLength(5);
  });

  test('counts what is under way or delayed against those five', async () => {
    await rounds.put('leased', [rounds.now + 1, rounds.now + leaseMs + 1]);
    await rounds.put('leased', [rounds.now - 1]);
    await rounds.put(
      'scheduled',
      range(9).map(() => rounds.now),
    );
    await rounds.round({ circuit });
    expect(rounds.sentIds()).toEqual(ids(2, 3, 4));
  });

  test('takes retries for its probe when some are due, and leaves what is parked', async () => {
    later();
    await rounds.put('parked', [rounds.now - 9, rounds.now - 8]);
    await rounds.put('scheduled', [rounds.now - 3, rounds.now - 2, rounds.now - 1]);
    const { result } = await rounds.round({ circuit });
    expect(rounds.sentIds()).toEqual(ids(2, 3, 4));
    expect(result).toMatchObject({ parked: true, moreAt: undefined });
  });

  test('sends no second probe while one is under way, and does not ask again at once', async () => {
    later();
    await rounds.put('parked', [rounds.now - 2, rounds.now - 1]);
    await rounds.put('leased', [rounds.now + 60_000]);
    const { result } = await rounds.round({ circuit });
    expect(rounds.sentIds()).toEqual([]);
    expect(result).toMatchObject({ circuit: { probes: 1, probeAt: rounds.now + 60_000 }, parked: true });
  });

  test('puts a probe off that nothing waits for', async () => {
    later();
    const { result } = await rounds.round({ circuit });
    expect(result).toMatchObject({ circuit: { probes: 1, probeAt: rounds.now + 60_000 }, parked: false });
  });

  test('puts a probe off that could not be leased, and comes again', async () => {
    later();
    await rounds.put('parked', [rounds.now - 1]);
    rounds.world.waits.lease = async () => [new WriteFault('Throttled')];
    const { result } = await rounds.round({ circuit });
    expect(result).toMatchObject({ circuit: { probes: 1 }, moreAt: rounds.now + 5_000 });
  });

  describe('for 36 hours', () => {
    const since = () => rounds.now - 36 * hour;
    const down = () => ({ ...circuit, openedAt: since(), probeAt: rounds.now + 60_000 });

    test('ends what has waited all that time, and leaves what has not', async () => {
      await rounds.record('parked', [since() - 1, since(), since() + 1]);
      const { result } = await rounds.round({ circuit: down() });
      expect(ids(0, 1, 2).map((id) => rounds.world.recordOf(id)?.status)).toEqual([
        'exhausted',
        'exhausted',
        'pending',
      ]);
      expect(rounds.world.recordOf(idOf(0))).toMatchObject({
        version: 2,
        attempts: [],
        reason: 'The endpoint failed during all of the 36 hours; the delivery was not sent.',
      });
      expect((await rounds.found()).parked.map(({ deliveryId }) => deliveryId)).toEqual(ids(2));
      expect(result).toMatchObject({ parked: true, moreAt: undefined });
    });

    test('ends nothing a millisecond before, nor of what is scheduled', async () => {
      await rounds.record('parked', [since() - 1]);
      await rounds.record('scheduled', [rounds.now + hour]);
      await rounds.round({ circuit: { ...down(), openedAt: since() + 1 } });
      expect(ids(0, 1).map((id) => rounds.world.recordOf(id)?.status)).toEqual(['pending', 'pending']);
      await rounds.round({ circuit: down() });
      expect(ids(0, 1).map((id) => rounds.world.recordOf(id)?.status)).toEqual(['exhausted', 'pending']);
    });

    test('publishes before it ends a delivery, and ends it before it removes the item, because no message is repeated', async () => {
      await rounds.record('parked', [since()]);
      await rounds.round({ circuit: down() });
      expect(rounds.world.results.published).toMatchObject([
        { kind: 'delivery.exhausted', delivery: { id: idOf(0), status: 'exhausted' }, webhook: { id: 'wh_1' } },
      ]);
      const writes = rounds.log.calls.filter((call) => /publish|change|remove/.test(call));
      expect(writes).toEqual(['results.publish', 'deliveries.change', 'waits.remove']);
    });

    test('ends no delivery whose result it could not publish', async () => {
      await rounds.record('parked', [since()]);
      rounds.world.results.publish = async () => {
        throw new Error('throttled');
      };
      await expect(rounds.round({ circuit: down() })).rejects.toThrow('throttled');
      expect(rounds.world.recordOf(idOf(0))).toMatchObject({ status: 'pending' });
      expect((await rounds.found()).parked).toHaveLength(1);
    });

    test('does not end what goes out as its probe', async () => {
      rounds.now = circuit.probeAt;
      await rounds.record('parked', [since() - 2, since() - 1]);
      await rounds.round({ circuit: { ...down(), probeAt: rounds.now } });
      expect(rounds.sentIds()).toEqual(ids(0));
      expect(ids(0, 1).map((id) => rounds.world.recordOf(id)?.status)).toEqual(['pending', 'exhausted']);
    });

    test('ends 500 in a round, and comes again for the others and for those that could not be written', async () => {
      await rounds.record(
        'parked',
        range(501).map((index) => since() - 501 + index),
      );
      const { result } = await rounds.round({ circuit: down() });
      expect(rounds.world.deliveries.all.filter(({ status }) => status === 'exhausted')).toHaveLength(500);
      expect(result.moreAt).toBe(rounds.now + 5_000);
      rounds.world.deliveries.change = async (changes) => changes.map(() => new WriteFault('Throttled'));
      expect((await rounds.round({ circuit: down() })).result.moreAt).toBe(rounds.now + 5_000);
      expect((await rounds.found()).parked).toHaveLength(1);
    });
  });
});
