import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Lane } from '../../../functions/shared/lanes/domain/lane.ts';
import {
  afterCheck,
  type CheckResult,
  reconciliationDueAt,
} from '../../../functions/shared/lanes/domain/lane-check.ts';

import {
  asleep,
  awake,
  contents,
  hour,
  minute,
  openLanes,
  resting,
  second,
  start,
  times,
} from '../../support/lane-fixtures.ts';

describe('the reconciler', () => {
  test('comes when a lease ends or a wake is late, whichever is first; during a wake only when that is late', () => {
    expect(reconciliationDueAt({ ...asleep, reconcileAt: start + minute })).toBe(start + minute);
    expect(reconciliationDueAt({ ...asleep, reconcileAt: start + hour })).toBe(start + 3 * minute);
    expect(reconciliationDueAt({ ...awake, reconcileAt: start })).toBe(start + 3 * minute);
  });

  test('has a lane woken for a lease that ran out, unless it wakes within a minute anyway', () => {
    const now = start + 5 * minute;
    const check = (lane: Lane) => afterCheck(lane, { isParked: false, leasedUntil: now }, now);
    const sleeping = (at: number): Lane => ({ ...resting, wake: { kind: 'sleeping', at } });
    expect(check(resting)).toMatchObject({ start: { generation: 1, wakeAt: now }, lane: { reconcileAt: undefined } });
    expect(check(sleeping(now + 63 * second)).start).toMatchObject({ wakeAt: now });
    expect(check(sleeping(now + 62 * second)).start).toBeUndefined();
  });

  test('has a lane without an execution woken for what it finds there', () => {
    const now = start + 5 * minute;
    const wakeAt = (found: Partial<CheckResult>, lane: Lane = resting) =>
      afterCheck(lane, { isParked: false, ...found }, now).start?.wakeAt;
    expect(wakeAt({ isParked: true })).toBe(now);
    expect(wakeAt({ scheduledAt: now - 1 })).toBe(now);
    expect(wakeAt({ scheduledAt: now + hour })).toBe(now + hour);
    expect(wakeAt({ isParked: true, scheduledAt: now + hour })).toBe(now);
    expect(
      wakeAt({ isParked: true, scheduledAt: now }, { ...resting, wake: { kind: 'sleeping', at: now + hour } }),
    ).toBeUndefined();
  });

  test('checks again when the next lease ends, and closes a lane without an execution in which it finds nothing', () => {
    const now = start + 5 * minute;
    const check = (lane: Lane, leasedUntil?: number) => afterCheck(lane, { isParked: false, leasedUntil }, now).lane;
    expect(check(resting, now + 1)).toMatchObject({ status: 'open', reconcileAt: now + 1, version: 2 });
    expect(check(resting)).toMatchObject({ status: 'closed', version: 2, reconcileAt: undefined });
    expect(check({ ...resting, wake: { kind: 'sleeping', at: now + hour } })).toMatchObject({ status: 'open' });
  });

  test('leaves no lane unattended in which it finds anything', () => {
    const idle = openLanes.filter(({ wake }) => wake.kind !== 'awake');
    fc.assert(
      fc.property(idle, contents, times, (before, found, now) => {
        const { lane, start: begins } = afterCheck(before, found, now);
        const isEmpty = !found.isParked && found.scheduledAt === undefined && found.leasedUntil === undefined;
        expect(lane.status).toBe(isEmpty && before.wake.kind === 'none' ? 'closed' : 'open');
        expect(lane.version).toBe(before.version + 1);
        expect(lane.generation).toBe(before.generation + (begins ? 1 : 0));
        if (lane.status === 'closed') return;
        const wakesAt = lane.wake.kind === 'sleeping' ? lane.wake.at : undefined;
        const { leasedUntil } = found;
        if (leasedUntil === undefined) expect(wakesAt).toBeDefined();
        else if (leasedUntil > now) expect(reconciliationDueAt(lane)).toBeLessThanOrEqual(leasedUntil);
        else expect(wakesAt).toBeLessThanOrEqual(now + 62 * second);
        if (before.wake.kind === 'none' && found.isParked) expect(wakesAt).toBe(now);
      }),
      { numRuns: 500 },
    );
  });
});
