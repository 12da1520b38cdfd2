import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { closedCircuit } from '../../../functions/shared/lanes/domain/circuit.ts';
import { maxConcurrency, raisedConcurrency } from '../../../functions/shared/lanes/domain/concurrency.ts';
import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';
import { isOverdue, reconciliationDueAt, restartLane } from '../../../functions/shared/lanes/domain/lane-check.ts';
import {
  afterWake,
  beginWake,
  continueAsNewExecution,
  type WakeResult,
} from '../../../functions/shared/lanes/domain/lane-wake.ts';

import {
  asleep,
  awake,
  begun,
  hour,
  maybe,
  minute,
  open,
  openLanes,
  resting,
  result,
  results,
  second,
  start,
  times,
} from '../../support/lane-fixtures.ts';

describe('a lane that wakes', () => {
  test('says so before it is queried, and forgets what that query will show', () => {
    const noted = { ...asleep, reconcileAt: start + minute };
    expect(beginWake(noted, { generation: 1, wakeAt: start + minute })).toEqual({
      ...asleep,
      wake: { kind: 'awake', since: start + minute },
      reconcileAt: undefined,
      version: 2,
    });
    const again = { ...awake, wake: { kind: 'awake', since: start, recheckAt: start + hour } } as const;
    expect(beginWake(again, { generation: 1, wakeAt: start + minute })?.wake).toEqual({
      kind: 'awake',
      since: start + minute,
    });
  });

  test('is woken by its latest execution only, and only while it is open', () => {
    expect(beginWake({ ...asleep, generation: 2 }, { generation: 1, wakeAt: start })).toBeUndefined();
    expect(beginWake({ ...asleep, generation: 1 }, { generation: 2, wakeAt: start })).toBeUndefined();
    expect(beginWake({ ...asleep, status: 'closed' }, { generation: 1, wakeAt: start })).toBeUndefined();
    expect(beginWake(undefined, { generation: 1, wakeAt: start })).toBeUndefined();
  });
});

describe('after a wake, a lane', () => {
  const now = start + minute;

  test('closes when nothing is left in it', () => {
    const { lane, wakeAt } = afterWake(
      { ...awake, concurrency: 777, partitions: 8, rateBacklog: true },
      result({ concurrency: 777 }),
      now,
    );
    expect(wakeAt).toBeUndefined();
    expect(lane).toMatchObject({ status: 'closed', wake: { kind: 'none' }, circuit: closedCircuit, concurrency: 100 });
    expect(lane).toMatchObject({ generation: 1, version: 3, partitions: 8, rateBacklog: false });
    expect(reconciliationDueAt(lane)).toBeUndefined();
  });

  test('rests without an execution while all that is left is leased, and is checked when the first lease ends', () => {
    const { lane, wakeAt } = afterWake(awake, result({ leasedUntil: now + 5 * minute }), now);
    expect(wakeAt).toBeUndefined();
    expect(lane).toMatchObject({ status: 'open', wake: { kind: 'none' } });
    expect(reconciliationDueAt(lane)).toBe(now + 5 * minute);
    const leased = { ...awake, reconcileAt: now + 4 * minute };
    expect(reconciliationDueAt(afterWake(leased, result({ leasedUntil: now + 5 * minute }), now).lane)).toBe(
      now + 4 * minute,
    );
    expect(afterWake(leased, result(), now).lane).toMatchObject({ status: 'open', reconcileAt: now + 4 * minute });
  });

  test('sleeps until the next is due, for a second at least', () => {
    const wakeAt = (nextDueAt: number) => afterWake(awake, result({ nextDueAt }), now).wakeAt;
    expect(wakeAt(now + hour)).toBe(now + hour);
    expect(wakeAt(now + second - 1)).toBe(now + second);
    expect(wakeAt(now - hour)).toBe(now + second);
  });

  test('heeds what was noted meanwhile, also while it is held', () => {
    const noted = (recheckAt: number): Lane => ({ ...awake, wake: { kind: 'awake', since: now, recheckAt } });
    expect(afterWake(noted(now + 3 * second), result(), now).wakeAt).toBe(now + 3 * second);
    expect(afterWake(noted(now + 3 * second), result({ nextDueAt: now + hour }), now).wakeAt).toBe(now + 3 * second);
    expect(afterWake(noted(now + hour), result({ nextDueAt: now + 3 * second }), now).wakeAt).toBe(now + 3 * second);
    expect(afterWake(noted(now + 3 * second), result({ held: true }), now).wakeAt).toBe(now + 3 * second);
  });

  test('probes an endpoint that fails while something is parked or to be replayed, and else is not woken for it', () => {
    const wakeAt = (rest: Partial<WakeResult>, lane = awake) =>
      afterWake(lane, result({ circuit: open, ...rest }), now).wakeAt;
    const replaying = { ...awake, replays: [{ id: 'r1', requestedAt: start }] };
    expect(wakeAt({ parked: true })).toBe(open.probeAt);
    expect(wakeAt({}, replaying)).toBe(open.probeAt);
    expect(wakeAt({ endedReplays: ['r1'] }, replaying)).toBeUndefined();
    expect(wakeAt({})).toBeUndefined();
  });

  test('naps for an hour while what waits is held', () => {
    expect(afterWake(awake, result({ held: true, moreAt: now }), now).wakeAt).toBe(now + hour);
  });

  test('is behind its rate limit as long as anything is parked, or may have been meanwhile', () => {
    const limited = { ...awake, rateBacklog: true };
    const backlog = (lane: Lane, parked: boolean) =>
      afterWake(lane, result({ parked, nextDueAt: now + hour }), now).lane.rateBacklog;
    expect(backlog(limited, true)).toBe(true);
    expect(backlog(limited, false)).toBe(false);
    expect(backlog({ ...limited, wake: { kind: 'awake', since: now, recheckAt: now } }, false)).toBe(true);
    expect(backlog(awake, true)).toBe(false);
  });

  test('is spread when a partition is isCrowded, and stays so', () => {
    const partitions = (lane: Lane, isCrowded: boolean) => afterWake(lane, result({ isCrowded }), now).lane.partitions;
    expect(partitions(awake, false)).toBe(1);
    expect(partitions(awake, true)).toBe(8);
    expect(partitions({ ...awake, partitions: 8 }, false)).toBe(8);
  });

  test('loses no time that counts, and closes exactly when there is none', () => {
    fc.assert(
      fc.property(openLanes.map(begun), maybe(times), results, times, (lane, recheckAt, found, time) => {
        const before: Lane = { ...lane, wake: { kind: 'awake', since: time, recheckAt } };
        const after = afterWake(before, found, time);
        const replays = before.replays.filter(({ id }) => !found.endedReplays.includes(id));
        const probes =
          found.circuit.state === 'open' && (found.parked || replays.length > 0) ? [found.circuit.probeAt] : [];
        const wanted = found.held ? [time + hour] : [found.nextDueAt, found.moreAt, ...probes];
        const counting = [...wanted, recheckAt].filter((each) => each !== undefined);
        if (counting.length > 0) expect(after.wakeAt).toBe(Math.max(time + second, Math.min(...counting)));
        else expect(after.wakeAt).toBeUndefined();
        expect(after.lane.wake).toEqual(
          after.wakeAt === undefined ? { kind: 'none' } : { kind: 'sleeping', at: after.wakeAt },
        );
        const leases = [found.leasedUntil, before.reconcileAt].filter((each) => each !== undefined);
        expect(after.lane.status).toBe(counting.length + leases.length > 0 ? 'open' : 'closed');
        if (leases.length > 0) expect(reconciliationDueAt(after.lane)).toBeLessThanOrEqual(Math.min(...leases));
        expect(after.lane.replays).toEqual(replays);
        expect(after.lane.version).toBe(before.version + 1);
        expect(after.lane.generation).toBe(before.generation);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the concurrency', () => {
  test('grows from a recovering endpoint to full within half a minute, a quarter a round, and never further', () => {
    const paces = [10];
    while ((paces.at(-1) ?? 0) < maxConcurrency) paces.push(raisedConcurrency(paces.at(-1) ?? 0));
    expect(paces.length).toBeGreaterThan(20);
    expect(paces.length).toBeLessThanOrEqual(30);
    expect(paces[3]).toBeLessThanOrEqual(22);
    expect(raisedConcurrency(maxConcurrency)).toBe(maxConcurrency);
    expect(raisedConcurrency(100)).toBe(125);
  });

  test('grows by one at least, and never doubles', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: maxConcurrency - 1 }), (concurrency) => {
        expect(raisedConcurrency(concurrency)).toBeGreaterThan(concurrency);
        expect(raisedConcurrency(concurrency)).toBeLessThanOrEqual(
          Math.min(maxConcurrency, Math.ceil(concurrency * 1.25)),
        );
      }),
    );
  });
});

describe('an execution', () => {
  test('is taken for dead two minutes after it should have woken its lane, or had begun to', () => {
    for (const [lane, time] of [
      [asleep, start + 3 * minute],
      [awake, start + 3 * minute],
    ] as const) {
      expect(reconciliationDueAt(lane)).toBe(time);
      expect(isOverdue(lane, time - 1)).toBe(false);
      expect(isOverdue(lane, time)).toBe(true);
    }
    expect(isOverdue(resting, start + 365 * 24 * hour)).toBe(false);
  });

  test('that is dead is replaced by another at once', () => {
    expect(restartLane({ ...awake, reconcileAt: start + hour }, start + 4 * minute)).toEqual({
      lane: {
        ...awake,
        reconcileAt: start + hour,
        generation: 2,
        wake: { kind: 'sleeping', at: start + 4 * minute },
        version: 3,
      },
      start: { generation: 2, wakeAt: start + 4 * minute },
    });
  });

  test('continues as one of the next generation that wakes at the same time', () => {
    const { lane, start: next } = continueAsNewExecution(asleep, start + hour);
    expect(next).toEqual({ generation: 2, wakeAt: start + hour });
    expect(lane).toEqual({ ...asleep, generation: 2, wake: { kind: 'sleeping', at: start + hour } });
  });
});
