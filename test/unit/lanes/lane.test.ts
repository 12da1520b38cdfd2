import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';
import { afterCheck, reconciliationDueAt, restartLane } from '../../../functions/shared/lanes/domain/lane-check.ts';
import { isOpenAndUpToDate, openLane } from '../../../functions/shared/lanes/domain/lane-update.ts';
import { afterWake, releaseAheadMs } from '../../../functions/shared/lanes/domain/lane-wake.ts';

import {
  asleep,
  begun,
  contents,
  hour,
  minute,
  result,
  results,
  second,
  start,
  update,
  updates,
} from '../../support/lane-fixtures.ts';

test('whatever becomes of a lane, its numbers only grow, and its partitions never shrink', () => {
  type Step = (lane: Lane, now: number) => Lane;
  const steps: fc.Arbitrary<Step> = fc.oneof(
    updates.map(
      (news): Step =>
        (lane, now) =>
          openLane(lane, news, now).lane,
    ),
    results.map(
      (found): Step =>
        (lane, now) =>
          lane.wake.kind === 'awake' ? afterWake(lane, found, now).lane : begunIfOpen(lane),
    ),
    contents.map(
      (found): Step =>
        (lane, now) =>
          lane.wake.kind === 'awake' ? lane : afterCheck(lane, found, now).lane,
    ),
    fc.constant<Step>((lane, now) => (lane.status === 'open' ? restartLane(lane, now).lane : lane)),
  );
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 30 }), (history) => {
      let lane = asleep;
      for (const [index, step] of history.entries()) {
        const after = step(lane, start + index * minute);
        expect(after.version).toBe(after === lane ? lane.version : lane.version + 1);
        expect(after.generation).toBeGreaterThanOrEqual(lane.generation);
        expect(after.partitions).toBeGreaterThanOrEqual(lane.partitions);
        expect(reconciliationDueAt(after) === undefined).toBe(after.status === 'closed');
        lane = after;
      }
    }),
    { numRuns: 200 },
  );
});

function begunIfOpen(lane: Lane): Lane {
  return lane.status === 'open' ? begun(lane) : lane;
}

/** Deliveries fall due; an execution plays itself by the second. Answers how late they went out, and its transitions. */
function play(deliveries: readonly Readonly<{ at: number; dueIn: number }>[]) {
  let lane: Lane | undefined;
  const arriving = [...deliveries].sort((one, other) => one.at - other.at);
  let waiting: number[] = [];
  let lateBy = 0;
  let transitions = 0;
  for (let now = start; arriving.length > 0 || lane?.status !== 'closed'; now += second) {
    if (now > start + 4 * hour) throw new Error(`The lane is open still: ${JSON.stringify(lane)}`);
    while (arriving[0] && start + arriving[0].at <= now) {
      const dueAt = now + (arriving.shift()?.dueIn ?? 0);
      waiting = [...waiting, dueAt].sort((one, other) => one - other);
      const news = update({ dueAt });
      if (isOpenAndUpToDate(lane, news, now)) continue;
      const step = openLane(lane, news, now);
      lane = step.lane;
      transitions += step.start ? 1 : 0;
    }
    if (lane?.wake.kind !== 'sleeping' || lane.wake.at > now) continue;
    const taken = waiting.filter((dueAt) => dueAt <= now + releaseAheadMs);
    waiting = waiting.filter((dueAt) => dueAt > now + releaseAheadMs);
    lateBy = Math.max(lateBy, ...taken.map((dueAt) => now - dueAt));
    const after = afterWake(begun(lane), result({ nextDueAt: waiting[0] }), now);
    lane = after.lane;
    // Wait, wake, choose; and the end of the execution.
    transitions += after.wakeAt === undefined ? 4 : 3;
  }
  return { left: waiting.length, lateBy, transitions };
}

describe('every retry', () => {
  test('goes out within seconds of its time, and then the lane closes', () => {
    const deliveries = fc.record({ at: fc.nat(20 * minute), dueIn: fc.nat(20 * minute) });
    fc.assert(
      fc.property(fc.array(deliveries, { minLength: 1, maxLength: 12 }), (all) => {
        const { left, lateBy } = play(all);
        expect(left).toBe(0);
        expect(lateBy).toBeLessThanOrEqual(3 * second);
      }),
      { numRuns: 30 },
    );
  });

  test('costs five transitions alone, and less in company', () => {
    const trickle = (every: number) =>
      play(Array.from({ length: 60 }, (_, index) => ({ at: index * every, dueIn: minute }))).transitions / 60;
    expect(play([{ at: 0, dueIn: minute }]).transitions).toBe(5);
    expect(trickle(minute)).toBeLessThanOrEqual(5);
    expect(trickle(30 * second)).toBeLessThanOrEqual(2.5);
    expect(trickle(10 * second)).toBeLessThanOrEqual(0.75);
  });
});
