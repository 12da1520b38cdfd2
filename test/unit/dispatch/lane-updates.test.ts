import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { closedCircuit } from '../../../functions/shared/lanes/domain/circuit.ts';
import { maxConcurrency } from '../../../functions/shared/lanes/domain/concurrency.ts';
import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';
import { afterCheck, beginCheck, reconciliationDueAt } from '../../../functions/shared/lanes/domain/lane-check.ts';
import {
  changesLane,
  isOpenAndUpToDate,
  type LaneUpdate,
  openLane,
} from '../../../functions/shared/lanes/domain/lane-update.ts';

import {
  asleep,
  awake,
  closedLanes,
  failed,
  hour,
  lanes,
  minute,
  open,
  openLanes,
  resting,
  second,
  start,
  times,
  update,
  updates,
} from '../../support/lane-fixtures.ts';

describe('a lane that something is put into', () => {
  test('starts one execution for what is due first, and none for what is due later', () => {
    const first = openLane(undefined, update({ dueAt: start + minute }), start);
    expect(first.start).toEqual({ generation: 1, wakeAt: start + minute });
    expect(first.lane).toMatchObject({ status: 'open', generation: 1, version: 1, concurrency: 100, partitions: 1 });
    expect(first.lane.wake).toEqual({ kind: 'sleeping', at: start + minute });
    const second = (ms: number) => openLane(first.lane, update({ dueAt: start + minute - ms }), start);
    expect(second(0).start).toBeUndefined();
    expect(second(2_000).start).toBeUndefined();
    expect(second(2_001).start).toEqual({ generation: 2, wakeAt: start + minute - 2_001 });
  });

  test('never starts in the past', () => {
    expect(openLane(undefined, update({ dueAt: start - minute }), start).start).toMatchObject({ wakeAt: start });
  });

  test('of what is leased, is only checked when the first lease ends', () => {
    expect(resting).toMatchObject({ status: 'open', wake: { kind: 'none' }, generation: 0 });
    expect(reconciliationDueAt(resting)).toBe(start + 5 * minute);
    const reconcileAt = (leasedUntil: number) => openLane(resting, update({ leasedUntil }), start).lane.reconcileAt;
    expect(reconcileAt(start + 6 * minute)).toBe(start + 5 * minute);
    expect(reconcileAt(start + 4 * minute)).toBe(start + 4 * minute);
  });

  test('is not taken to be checked for a lease by a check that is under way', () => {
    expect(isOpenAndUpToDate(resting, update({ leasedUntil: start + hour }), start)).toBe(true);
    expect(isOpenAndUpToDate(beginCheck(resting), update({ leasedUntil: start + hour }), start)).toBe(false);
    expect(
      isOpenAndUpToDate(
        afterCheck(beginCheck(resting), { isParked: false, leasedUntil: start + 9 }, start).lane,
        update({ leasedUntil: start + hour }),
        start,
      ),
    ).toBe(true);
  });

  test('has its lease seen by a wake that comes before it ends, and needs no check then', () => {
    expect(isOpenAndUpToDate(asleep, update({ leasedUntil: start + minute }), start)).toBe(true);
    expect(isOpenAndUpToDate(asleep, update({ leasedUntil: start + minute - 1 }), start)).toBe(false);
    expect(isOpenAndUpToDate(awake, update({ leasedUntil: start + hour }), start)).toBe(false);
  });

  test('wakes in time for what is parked: when it may go out, or within the hour if that is a matter of the manager', () => {
    const wakeAt = (parked: LaneUpdate['parked'], before?: Lane) =>
      openLane(before, update({ parked }), start).start?.wakeAt;
    expect(wakeAt('rate_limited')).toBe(start);
    expect(wakeAt('circuit_open')).toBe(start);
    expect(wakeAt('circuit_open', { ...resting, circuit: open })).toBe(open.probeAt);
    expect(wakeAt('paused')).toBe(start + hour);
  });

  test('remembers that deliveries wait for its rate limit', () => {
    const limited = openLane(undefined, update({ parked: 'rate_limited' }), start).lane;
    expect(limited.rateBacklog).toBe(true);
    expect(isOpenAndUpToDate(limited, update({ parked: 'rate_limited' }), start)).toBe(true);
    expect(isOpenAndUpToDate({ ...limited, rateBacklog: false }, update({ parked: 'rate_limited' }), start)).toBe(
      false,
    );
    expect(openLane(limited, update({ parked: 'paused' }), start).lane.rateBacklog).toBe(true);
    expect(openLane(undefined, update({ parked: 'circuit_open' }), start).lane.rateBacklog).toBe(false);
  });

  test('notes while it is awake when it must wake again, and starts no second execution', () => {
    const noted = openLane(awake, update({ dueAt: start + hour }), start + minute);
    expect(noted.start).toBeUndefined();
    expect(noted.lane.wake).toEqual({ kind: 'awake', since: start + minute, recheckAt: start + hour });
    const earlier = openLane(noted.lane, update({ dueAt: start + 30 * minute }), start + minute);
    expect(earlier.lane.wake).toMatchObject({ recheckAt: start + 30 * minute });
    expect(openLane(earlier.lane, update({ dueAt: start + hour }), start + minute).lane.wake).toEqual(
      earlier.lane.wake,
    );
  });

  test('that is awake is not up to date about what was added since, whenever it is due', () => {
    fc.assert(fc.property(times, (dueAt) => expect(isOpenAndUpToDate(awake, update({ dueAt }), start)).toBe(false)));
  });

  test('that is closed is never up to date', () => {
    fc.assert(
      fc.property(closedLanes, updates, (lane, news) => {
        expect(isOpenAndUpToDate(lane, news, start)).toBe(false);
        expect(isOpenAndUpToDate(undefined, news, start)).toBe(false);
      }),
    );
  });

  test('that was woken for what is overdue is not woken again for what is overdue longer', () => {
    const first = openLane(resting, update({ dueAt: start - minute }), start);
    expect(isOpenAndUpToDate(first.lane, update({ dueAt: start - hour }), start + second)).toBe(true);
    const noted = openLane(awake, update({ dueAt: start - minute }), start).lane;
    expect(isOpenAndUpToDate(noted, update({ dueAt: start - hour }), start + second)).toBe(true);
  });

  test('is up to date when the same update comes a second time', () => {
    fc.assert(
      fc.property(lanes, updates, times, (before, news, now) => {
        const { lane } = openLane(before, news, now);
        const { dueAt, leasedUntil } = news;
        expect(isOpenAndUpToDate(lane, update({ dueAt, leasedUntil }), now)).toBe(true);
        if (!news.reset && !news.outcomes)
          expect(isOpenAndUpToDate(lane, update({ ...news, replay: undefined }), now)).toBe(true);
      }),
    );
  });

  test('that is up to date would come to no other wake, circuit or concurrency by the update', () => {
    fc.assert(
      fc.property(openLanes, updates, times, (before, news, now) => {
        if (!isOpenAndUpToDate(before, news, now)) return;
        const { lane, start: begins } = openLane(before, news, now);
        expect(begins).toBeUndefined();
        // A write ends what a check under way may rely on, whatever it writes.
        const { reconcileAt, checking, version } = before;
        expect({ ...lane, reconcileAt, checking, version }).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  test('sleeps only ever with one execution, which is the latest and wakes by the time that is wanted', () => {
    fc.assert(
      fc.property(lanes, updates, times, (before, news, now) => {
        const { lane, start: begins } = openLane(before, news, now);
        expect(lane).toMatchObject({ status: 'open', version: (before?.version ?? 0) + 1 });
        expect(lane.generation).toBe((before?.generation ?? 0) + (begins ? 1 : 0));
        if (begins) {
          expect(before?.wake.kind).not.toBe('awake');
          expect(lane.wake).toEqual({ kind: 'sleeping', at: begins.wakeAt });
          expect(begins).toMatchObject({ generation: lane.generation });
          expect(begins.wakeAt).toBeGreaterThanOrEqual(now);
        }
        const wakesAt =
          lane.wake.kind === 'sleeping' ? lane.wake.at : lane.wake.kind === 'awake' ? lane.wake.recheckAt : undefined;
        if (news.dueAt !== undefined) expect(wakesAt).toBeLessThanOrEqual(Math.max(now, news.dueAt) + 2 * second);
        if (news.reset || news.replay) expect(wakesAt).toBeLessThanOrEqual(now + 2 * second);
        if (news.leasedUntil !== undefined) expect(lane.reconcileAt).toBeLessThanOrEqual(news.leasedUntil);
      }),
    );
  });
});

describe('what attempts teach a lane', () => {
  test('failures are counted until its circuit opens, and then change nothing', () => {
    const nineteen = openLane(asleep, update({ outcomes: failed(19) }), start).lane;
    expect(nineteen.circuit).toEqual({ state: 'closed', failures: 19 });
    const twenty = openLane(nineteen, update({ outcomes: failed(1) }), start);
    expect(twenty.lane.circuit).toMatchObject({ state: 'open', openedAt: start });
    expect(twenty.start).toBeUndefined();
    expect(changesLane(nineteen, update({ outcomes: failed(1) }))).toBe(true);
    expect(changesLane(twenty.lane, update({ outcomes: failed(1) }))).toBe(false);
    expect(changesLane(nineteen, update({ outcomes: failed(0) }))).toBe(false);
    expect(changesLane(nineteen, update())).toBe(false);
  });

  test('a success ends the count, closes the circuit, and has what is parked drained gently from now', () => {
    const succeeded = update({ outcomes: { failures: 3, succeeded: true } });
    expect(changesLane(asleep, succeeded)).toBe(false);
    const counting = { ...asleep, circuit: { state: 'closed', failures: 7 } } as const;
    expect(changesLane(counting, succeeded)).toBe(true);
    expect(openLane(counting, succeeded, start).lane).toMatchObject({ circuit: closedCircuit, concurrency: 100 });
    expect(openLane(counting, succeeded, start).start).toBeUndefined();
    const failing = { ...asleep, circuit: open, concurrency: maxConcurrency };
    expect(changesLane(failing, succeeded)).toBe(true);
    const recovered = openLane(failing, succeeded, start);
    expect(recovered).toMatchObject({ lane: { circuit: closedCircuit, concurrency: 10 }, start: { wakeAt: start } });
  });

  test('a change of its webhook forgets what was learnt, and wakes it now', () => {
    const failing = { ...asleep, circuit: open, concurrency: maxConcurrency };
    const reset = openLane(failing, update({ reset: true }), start);
    expect(reset).toMatchObject({ lane: { circuit: closedCircuit, concurrency: 10 }, start: { wakeAt: start } });
    expect(openLane({ ...asleep, concurrency: 700 }, update({ reset: true }), start).lane.concurrency).toBe(10);
    expect(changesLane(asleep, update({ reset: true }))).toBe(true);
  });

  test('a replay is put at the end of those that wait, once, and wakes it now', () => {
    const one = openLane(asleep, update({ replay: 'r1' }), start);
    const two = openLane(one.lane, update({ replay: 'r2' }), start + 9);
    const again = openLane(two.lane, update({ replay: 'r1' }), start + 99);
    expect(one.start).toMatchObject({ wakeAt: start });
    expect(again.lane.replays).toEqual([
      { id: 'r1', requestedAt: start },
      { id: 'r2', requestedAt: start + 9 },
    ]);
    expect(changesLane(asleep, update({ replay: 'r1' }))).toBe(true);
  });
});
