import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Circuit, closedCircuit } from '../../../functions/shared/domain/circuit.ts';
import {
  afterCheck,
  afterWake,
  applyUpdate,
  attentionAt,
  beginCheck,
  beginWake,
  type Contents,
  changesLane,
  continueAsNew,
  fasterPace,
  fullPace,
  horizon,
  isOverdue,
  isUpToDate,
  type Lane,
  type LaneUpdate,
  restartLane,
  type WakeResult,
} from '../../../functions/shared/domain/lane.ts';

const start = Date.UTC(2026, 0, 1);
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const update = (rest: Partial<LaneUpdate> = {}): LaneUpdate => ({ webhookId: 'wh_1', space: 'acme', ...rest });
const failed = (failures: number) => ({ failures, succeeded: false });
const open = { state: 'open', openedAt: start, probeAt: start + 10 * minute, probes: 3 } as const;

/** A lane that sleeps until a delivery is due in a minute. */
const asleep = applyUpdate(undefined, update({ dueAt: start + minute }), start).lane;
/** The same lane while its execution wakes it. */
const awake = begun(asleep);
/** An open lane in which all that waits is leased. */
const resting = applyUpdate(undefined, update({ leasedUntil: start + 5 * minute }), start).lane;

function begun(lane: Lane): Lane {
  const wakeAt = lane.wake.kind === 'sleeping' ? lane.wake.at : start;
  const begins = beginWake(lane, { generation: lane.generation, wakeAt });
  if (begins === undefined) throw new Error('It does not wake.');
  return begins;
}

const result = (rest: Partial<WakeResult> = {}): WakeResult => ({
  parked: false,
  held: false,
  circuit: closedCircuit,
  pace: 100,
  crowded: false,
  replaysDone: [],
  ...rest,
});

const times = fc.integer({ min: -hour, max: 2 * hour }).map((ms) => start + ms);
const maybe = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: undefined });
const circuits: fc.Arbitrary<Circuit> = fc.oneof(
  fc.record({ state: fc.constant('closed' as const), failures: fc.nat(19) }),
  fc.record({ state: fc.constant('open' as const), openedAt: times, probeAt: times, probes: fc.nat(6) }),
);
const replayLists = fc
  .uniqueArray(fc.constantFrom('r1', 'r2', 'r3'))
  .map((ids) => ids.map((id) => ({ id, requestedAt: start })));
const openLanes: fc.Arbitrary<Lane> = fc.record({
  webhookId: fc.constant('wh_1'),
  space: fc.constant('acme'),
  status: fc.constant('open' as const),
  generation: fc.nat(9),
  wake: fc.oneof(
    fc.constant({ kind: 'none' as const }),
    times.map((time) => ({ kind: 'sleeping' as const, at: time })),
    fc.record({ kind: fc.constant('awake' as const), since: times, recheckAt: maybe(times) }),
  ),
  reconcileAt: maybe(times),
  circuit: circuits,
  pace: fc.integer({ min: 1, max: fullPace }),
  rateBacklog: fc.boolean(),
  replays: replayLists,
  partitions: fc.constantFrom(1, 8),
  version: fc.integer({ min: 1, max: 99 }),
});
const closedLanes: fc.Arbitrary<Lane> = openLanes.map((lane) => ({
  ...lane,
  status: 'closed',
  wake: { kind: 'none' },
  reconcileAt: undefined,
  circuit: closedCircuit,
  replays: [],
}));
const lanes = fc.oneof(openLanes, closedLanes, fc.constant(undefined));
/** Of what was put into the lane, and of nothing else. */
const arrivals: fc.Arbitrary<LaneUpdate> = fc
  .record({
    dueAt: maybe(times),
    parked: maybe(fc.constantFrom('paused' as const, 'circuit_open' as const, 'rate_limited' as const)),
    leasedUntil: maybe(times),
  })
  .filter(({ dueAt, parked, leasedUntil }) => (dueAt ?? leasedUntil ?? parked) !== undefined)
  .map(update);
const updates = fc
  .tuple(
    arrivals,
    fc.record({
      outcomes: maybe(fc.record({ failures: fc.nat(25), succeeded: fc.boolean() })),
      reset: maybe(fc.constant(true)),
      replay: maybe(fc.constantFrom('r1', 'r9')),
    }),
  )
  .map(([arrival, rest]): LaneUpdate => ({ ...arrival, ...rest }));
const results: fc.Arbitrary<WakeResult> = fc.record({
  nextDueAt: maybe(times),
  leasedUntil: maybe(times),
  moreAt: maybe(times),
  parked: fc.boolean(),
  held: fc.boolean(),
  circuit: circuits,
  pace: fc.integer({ min: 1, max: fullPace }),
  crowded: fc.boolean(),
  replaysDone: fc.subarray(['r1', 'r2', 'r3']),
});
const contents: fc.Arbitrary<Contents> = fc.record({
  isParked: fc.boolean(),
  scheduledAt: maybe(times),
  leasedUntil: maybe(times),
});

describe('a lane that something is put into', () => {
  test('starts one execution for what is due first, and none for what is due later', () => {
    const first = applyUpdate(undefined, update({ dueAt: start + minute }), start);
    expect(first.start).toEqual({ generation: 1, wakeAt: start + minute });
    expect(first.lane).toMatchObject({ status: 'open', generation: 1, version: 1, pace: 100, partitions: 1 });
    expect(first.lane.wake).toEqual({ kind: 'sleeping', at: start + minute });
    const second = (ms: number) => applyUpdate(first.lane, update({ dueAt: start + minute - ms }), start);
    expect(second(0).start).toBeUndefined();
    expect(second(2_000).start).toBeUndefined();
    expect(second(2_001).start).toEqual({ generation: 2, wakeAt: start + minute - 2_001 });
  });

  test('never starts in the past', () => {
    expect(applyUpdate(undefined, update({ dueAt: start - minute }), start).start).toMatchObject({ wakeAt: start });
  });

  test('of what is leased, is only checked when the first lease ends', () => {
    expect(resting).toMatchObject({ status: 'open', wake: { kind: 'none' }, generation: 0 });
    expect(attentionAt(resting)).toBe(start + 5 * minute);
    const reconcileAt = (leasedUntil: number) => applyUpdate(resting, update({ leasedUntil }), start).lane.reconcileAt;
    expect(reconcileAt(start + 6 * minute)).toBe(start + 5 * minute);
    expect(reconcileAt(start + 4 * minute)).toBe(start + 4 * minute);
  });

  test('is not taken to be checked for a lease by a check that is under way', () => {
    expect(isUpToDate(resting, update({ leasedUntil: start + hour }), start)).toBe(true);
    expect(isUpToDate(beginCheck(resting), update({ leasedUntil: start + hour }), start)).toBe(false);
    expect(
      isUpToDate(
        afterCheck(beginCheck(resting), { isParked: false, leasedUntil: start + 9 }, start).lane,
        update({ leasedUntil: start + hour }),
        start,
      ),
    ).toBe(true);
  });

  test('has its lease seen by a wake that comes before it ends, and needs no check then', () => {
    expect(isUpToDate(asleep, update({ leasedUntil: start + minute }), start)).toBe(true);
    expect(isUpToDate(asleep, update({ leasedUntil: start + minute - 1 }), start)).toBe(false);
    expect(isUpToDate(awake, update({ leasedUntil: start + hour }), start)).toBe(false);
  });

  test('wakes in time for what is parked: when it may go out, or within the hour if that is a matter of the manager', () => {
    const wakeAt = (parked: LaneUpdate['parked'], before?: Lane) =>
      applyUpdate(before, update({ parked }), start).start?.wakeAt;
    expect(wakeAt('rate_limited')).toBe(start);
    expect(wakeAt('circuit_open')).toBe(start);
    expect(wakeAt('circuit_open', { ...resting, circuit: open })).toBe(open.probeAt);
    expect(wakeAt('paused')).toBe(start + hour);
  });

  test('remembers that deliveries wait for its rate limit', () => {
    const limited = applyUpdate(undefined, update({ parked: 'rate_limited' }), start).lane;
    expect(limited.rateBacklog).toBe(true);
    expect(isUpToDate(limited, update({ parked: 'rate_limited' }), start)).toBe(true);
    expect(isUpToDate({ ...limited, rateBacklog: false }, update({ parked: 'rate_limited' }), start)).toBe(false);
    expect(applyUpdate(limited, update({ parked: 'paused' }), start).lane.rateBacklog).toBe(true);
    expect(applyUpdate(undefined, update({ parked: 'circuit_open' }), start).lane.rateBacklog).toBe(false);
  });

  test('notes while it is awake when it must wake again, and starts no second execution', () => {
    const noted = applyUpdate(awake, update({ dueAt: start + hour }), start + minute);
    expect(noted.start).toBeUndefined();
    expect(noted.lane.wake).toEqual({ kind: 'awake', since: start + minute, recheckAt: start + hour });
    const earlier = applyUpdate(noted.lane, update({ dueAt: start + 30 * minute }), start + minute);
    expect(earlier.lane.wake).toMatchObject({ recheckAt: start + 30 * minute });
    expect(applyUpdate(earlier.lane, update({ dueAt: start + hour }), start + minute).lane.wake).toEqual(
      earlier.lane.wake,
    );
  });

  test('that is awake knows nothing of what was put in since, whenever it is due', () => {
    fc.assert(fc.property(times, (dueAt) => expect(isUpToDate(awake, update({ dueAt }), start)).toBe(false)));
  });

  test('that is closed knows nothing', () => {
    fc.assert(
      fc.property(closedLanes, updates, (lane, news) => {
        expect(isUpToDate(lane, news, start)).toBe(false);
        expect(isUpToDate(undefined, news, start)).toBe(false);
      }),
    );
  });

  test('that was woken for what is overdue is not woken again for what is overdue longer', () => {
    const first = applyUpdate(resting, update({ dueAt: start - minute }), start);
    expect(isUpToDate(first.lane, update({ dueAt: start - hour }), start + second)).toBe(true);
    const noted = applyUpdate(awake, update({ dueAt: start - minute }), start).lane;
    expect(isUpToDate(noted, update({ dueAt: start - hour }), start + second)).toBe(true);
  });

  test('knows what it was told just now: the second time it is up to date', () => {
    fc.assert(
      fc.property(lanes, updates, times, (before, news, now) => {
        const { lane } = applyUpdate(before, news, now);
        const { dueAt, leasedUntil } = news;
        expect(isUpToDate(lane, update({ dueAt, leasedUntil }), now)).toBe(true);
        if (!news.reset && !news.outcomes)
          expect(isUpToDate(lane, update({ ...news, replay: undefined }), now)).toBe(true);
      }),
    );
  });

  test('that is up to date would come to no other wake, circuit or pace by the update', () => {
    fc.assert(
      fc.property(openLanes, updates, times, (before, news, now) => {
        if (!isUpToDate(before, news, now)) return;
        const { lane, start: begins } = applyUpdate(before, news, now);
        expect(begins).toBeUndefined();
        expect({ ...lane, reconcileAt: before.reconcileAt, version: before.version }).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  test('sleeps only ever with one execution, which is the latest and wakes by the time that is wanted', () => {
    fc.assert(
      fc.property(lanes, updates, times, (before, news, now) => {
        const { lane, start: begins } = applyUpdate(before, news, now);
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
    const nineteen = applyUpdate(asleep, update({ outcomes: failed(19) }), start).lane;
    expect(nineteen.circuit).toEqual({ state: 'closed', failures: 19 });
    const twenty = applyUpdate(nineteen, update({ outcomes: failed(1) }), start);
    expect(twenty.lane.circuit).toMatchObject({ state: 'open', openedAt: start });
    expect(twenty.start).toBeUndefined();
    expect(changesLane(nineteen, update({ outcomes: failed(1) }))).toBe(true);
    expect(changesLane(twenty.lane, update({ outcomes: failed(1) }))).toBe(false);
    expect(changesLane(nineteen, update({ outcomes: failed(0) }))).toBe(false);
    expect(changesLane(nineteen, update())).toBe(false);
  });

  test('an answer ends the count, closes the circuit, and has what is parked drained gently from now', () => {
    const succeeded = update({ outcomes: { failures: 3, succeeded: true } });
    expect(changesLane(asleep, succeeded)).toBe(false);
    const counting = { ...asleep, circuit: { state: 'closed', failures: 7 } } as const;
    expect(changesLane(counting, succeeded)).toBe(true);
    expect(applyUpdate(counting, succeeded, start).lane).toMatchObject({ circuit: closedCircuit, pace: 100 });
    expect(applyUpdate(counting, succeeded, start).start).toBeUndefined();
    const failing = { ...asleep, circuit: open, pace: fullPace };
    expect(changesLane(failing, succeeded)).toBe(true);
    const recovered = applyUpdate(failing, succeeded, start);
    expect(recovered).toMatchObject({ lane: { circuit: closedCircuit, pace: 10 }, start: { wakeAt: start } });
  });

  test('a change of its webhook forgets what was learnt, and wakes it now', () => {
    const failing = { ...asleep, circuit: open, pace: fullPace };
    const reset = applyUpdate(failing, update({ reset: true }), start);
    expect(reset).toMatchObject({ lane: { circuit: closedCircuit, pace: 10 }, start: { wakeAt: start } });
    expect(applyUpdate({ ...asleep, pace: 700 }, update({ reset: true }), start).lane.pace).toBe(10);
    expect(changesLane(asleep, update({ reset: true }))).toBe(true);
  });

  test('a replay is put at the end of those that wait, once, and wakes it now', () => {
    const one = applyUpdate(asleep, update({ replay: 'r1' }), start);
    const two = applyUpdate(one.lane, update({ replay: 'r2' }), start + 9);
    const again = applyUpdate(two.lane, update({ replay: 'r1' }), start + 99);
    expect(one.start).toMatchObject({ wakeAt: start });
    expect(again.lane.replays).toEqual([
      { id: 'r1', requestedAt: start },
      { id: 'r2', requestedAt: start + 9 },
    ]);
    expect(changesLane(asleep, update({ replay: 'r1' }))).toBe(true);
  });
});

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
      { ...awake, pace: 777, partitions: 8, rateBacklog: true },
      result({ pace: 777 }),
      now,
    );
    expect(wakeAt).toBeUndefined();
    expect(lane).toMatchObject({ status: 'closed', wake: { kind: 'none' }, circuit: closedCircuit, pace: 100 });
    expect(lane).toMatchObject({ generation: 1, version: 3, partitions: 8, rateBacklog: false });
    expect(attentionAt(lane)).toBeUndefined();
  });

  test('rests without an execution while all that is left is leased, and is checked when the first lease ends', () => {
    const { lane, wakeAt } = afterWake(awake, result({ leasedUntil: now + 5 * minute }), now);
    expect(wakeAt).toBeUndefined();
    expect(lane).toMatchObject({ status: 'open', wake: { kind: 'none' } });
    expect(attentionAt(lane)).toBe(now + 5 * minute);
    const leased = { ...awake, reconcileAt: now + 4 * minute };
    expect(attentionAt(afterWake(leased, result({ leasedUntil: now + 5 * minute }), now).lane)).toBe(now + 4 * minute);
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
    expect(wakeAt({ replaysDone: ['r1'] }, replaying)).toBeUndefined();
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

  test('is spread when a partition is crowded, and stays so', () => {
    const partitions = (lane: Lane, crowded: boolean) => afterWake(lane, result({ crowded }), now).lane.partitions;
    expect(partitions(awake, false)).toBe(1);
    expect(partitions(awake, true)).toBe(8);
    expect(partitions({ ...awake, partitions: 8 }, false)).toBe(8);
  });

  test('loses no time that counts, and closes exactly when there is none', () => {
    fc.assert(
      fc.property(openLanes.map(begun), maybe(times), results, times, (lane, recheckAt, found, time) => {
        const before: Lane = { ...lane, wake: { kind: 'awake', since: time, recheckAt } };
        const after = afterWake(before, found, time);
        const replays = before.replays.filter(({ id }) => !found.replaysDone.includes(id));
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
        if (leases.length > 0) expect(attentionAt(after.lane)).toBeLessThanOrEqual(Math.min(...leases));
        expect(after.lane.replays).toEqual(replays);
        expect(after.lane.version).toBe(before.version + 1);
        expect(after.lane.generation).toBe(before.generation);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the pace', () => {
  test('grows from a recovering endpoint to full within half a minute, a quarter a round, and never further', () => {
    const paces = [10];
    while ((paces.at(-1) ?? 0) < fullPace) paces.push(fasterPace(paces.at(-1) ?? 0));
    expect(paces.length).toBeGreaterThan(20);
    expect(paces.length).toBeLessThanOrEqual(30);
    expect(paces[3]).toBeLessThanOrEqual(22);
    expect(fasterPace(fullPace)).toBe(fullPace);
    expect(fasterPace(100)).toBe(125);
  });

  test('grows by one at least, and never doubles', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: fullPace - 1 }), (pace) => {
        expect(fasterPace(pace)).toBeGreaterThan(pace);
        expect(fasterPace(pace)).toBeLessThanOrEqual(Math.min(fullPace, Math.ceil(pace * 1.25)));
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
      expect(attentionAt(lane)).toBe(time);
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
    const { lane, start: next } = continueAsNew(asleep, start + hour);
    expect(next).toEqual({ generation: 2, wakeAt: start + hour });
    expect(lane).toEqual({ ...asleep, generation: 2, wake: { kind: 'sleeping', at: start + hour } });
  });
});

describe('the reconciler', () => {
  test('comes when a lease ends or a wake is late, whichever is first; during a wake only when that is late', () => {
    expect(attentionAt({ ...asleep, reconcileAt: start + minute })).toBe(start + minute);
    expect(attentionAt({ ...asleep, reconcileAt: start + hour })).toBe(start + 3 * minute);
    expect(attentionAt({ ...awake, reconcileAt: start })).toBe(start + 3 * minute);
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
    const wakeAt = (found: Partial<Contents>, lane: Lane = resting) =>
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
        else if (leasedUntil > now) expect(attentionAt(lane)).toBeLessThanOrEqual(leasedUntil);
        else expect(wakesAt).toBeLessThanOrEqual(now + 62 * second);
        if (before.wake.kind === 'none' && found.isParked) expect(wakesAt).toBe(now);
      }),
      { numRuns: 500 },
    );
  });
});

test('whatever becomes of a lane, its numbers only grow, and its partitions never shrink', () => {
  type Step = (lane: Lane, now: number) => Lane;
  const steps: fc.Arbitrary<Step> = fc.oneof(
    updates.map(
      (news): Step =>
        (lane, now) =>
          applyUpdate(lane, news, now).lane,
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
        expect(attentionAt(after) === undefined).toBe(after.status === 'closed');
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
      if (isUpToDate(lane, news, now)) continue;
      const step = applyUpdate(lane, news, now);
      lane = step.lane;
      transitions += step.start ? 1 : 0;
    }
    if (lane?.wake.kind !== 'sleeping' || lane.wake.at > now) continue;
    const taken = waiting.filter((dueAt) => dueAt <= now + horizon);
    waiting = waiting.filter((dueAt) => dueAt > now + horizon);
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
