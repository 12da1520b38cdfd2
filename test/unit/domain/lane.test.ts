import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { closedCircuit } from '../../../functions/shared/domain/circuit.ts';
import {
  attendedAt,
  checked,
  type Found,
  handedOver,
  horizon,
  indexGrace,
  knows,
  type Lane,
  type LaneNews,
  type Looked,
  looked,
  overdueExecutions,
  revived,
  told,
} from '../../../functions/shared/domain/lane.ts';

const start = Date.UTC(2026, 0, 1);
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
/** A look that was given up releases for a minute at most, and the index lags for 45 s at most. */
const lookSettles = minute + indexGrace;

const news = (rest: Partial<LaneNews> = {}): LaneNews => ({ webhookId: 'wh_1', space: 'acme', ...rest });
/** A lane that was told now of a delivery due in a minute. */
const opened = () => told(undefined, news({ dueAt: start + minute }), start).lane;

const look = (rest: Partial<Looked> = {}): Looked => ({
  generation: 1,
  at: start + minute,
  more: false,
  atFullPace: false,
  unsentWait: false,
  circuit: closedCircuit,
  waits: true,
  paused: false,
  parked: false,
  replaysDone: [],
  ...rest,
});

/** A lane that has looked a minute after it was told, and rests. */
const resting = () => looked(opened(), look(), start + minute).lane;
const nothing: Found = { unsentWait: false };

describe('a lane that is told', () => {
  test('starts one execution for what is due first, and none for what is due later', () => {
    const first = told(undefined, news({ dueAt: start + minute }), start);
    expect(first.start).toEqual({ generation: 1, lookAt: start + minute });
    expect(first.lane).toMatchObject({ state: 'open', executions: [first.start], openUntil: start + 2 * minute });
    expect(told(first.lane, news({ dueAt: start + minute }), start + 9).start).toBeUndefined();
    expect(told(first.lane, news({ dueAt: start + minute - 2 * second }), start).start).toBeUndefined();
    const earlier = told(first.lane, news({ dueAt: start + minute - 2 * second - 1 }), start);
    expect(earlier.start).toEqual({ generation: 2, lookAt: start + minute - 2 * second - 1 });
  });

  test('keeps those that look later, up to four', () => {
    const times = [hour, 30 * minute, 10 * minute, minute, 10 * second];
    const lane = times.reduce<Lane | undefined>(
      (before, due) => told(before, news({ dueAt: start + due }), start).lane,
      undefined,
    );
    expect(lane?.executions.map(({ lookAt }) => lookAt - start)).toEqual([
      10 * second,
      minute,
      10 * minute,
      30 * minute,
    ]);
  });

  test('of what is under way, only checks when the lease ends', () => {
    const step = told(undefined, news({ leasedUntil: start + 5 * minute }), start);
    expect(step.start).toBeUndefined();
    expect(step.lane).toMatchObject({ state: 'open', executions: [], checkAt: start + 5 * minute });
    expect(attendedAt(step.lane)).toBe(start + 5 * minute);
    expect(told(step.lane, news({ leasedUntil: start + 6 * minute }), start).lane.checkAt).toBe(start + 5 * minute);
  });

  test('needs no telling again for a second, if it is told of what is not due earlier, nor leased for shorter', () => {
    const lane = told(opened(), news({ leasedUntil: start + 5 * minute }), start).lane;
    expect(knows(lane, news({ dueAt: start + minute }), start + second)).toBe(true);
    expect(knows(lane, news({ dueAt: start + minute }), start + second + 1)).toBe(false);
    expect(knows(lane, news({ dueAt: start + minute - 1 }), start)).toBe(false);
    expect(knows(lane, news({ leasedUntil: start + 5 * minute }), start + second)).toBe(true);
    expect(knows(lane, news({ leasedUntil: start + 5 * minute - 1 }), start)).toBe(false);
    expect(knows(lane, news(), start + 75 * second)).toBe(true);
    expect(knows(lane, news(), start + 75 * second + 1)).toBe(false);
  });

  test('rests until it is told that something is due', () => {
    expect(
      told(resting(), news({ outcomes: { failures: 1, succeeded: false } }), start + 2 * minute).start,
    ).toBeUndefined();
    const step = told(resting(), news({ dueAt: start + 8 * hour }), start + 2 * minute);
    expect(step.start).toEqual({ generation: 2, lookAt: start + 8 * hour });
    expect(step.lane.checkAt).toBe(resting().checkAt);
  });
});

describe('after a look, a lane', () => {
  test('rests when nothing more is due, and is checked when the index shows what was moved', () => {
    const { lane, lookAt } = looked(opened(), look(), start + minute + second);
    expect(lookAt).toBeUndefined();
    expect(lane).toMatchObject({ state: 'open', executions: [], told: [], lookedAt: start + minute });
    expect(attendedAt(lane)).toBe(start + minute + lookSettles);
  });

  test('sleeps until the next is due, five seconds at least', () => {
    const now = start + minute;
    const afterLook = (nextDueAt: number) => looked(opened(), look({ nextDueAt }), now);
    expect(afterLook(now + hour)).toMatchObject({ lookAt: now + hour, lane: { executions: [{ generation: 1 }] } });
    expect(afterLook(now + second).lookAt).toBe(now + 5 * second);
  });

  test('leaves the next look to an execution that looks by then', () => {
    const now = start + minute;
    const lane = told(opened(), news({ dueAt: start + 30 * second }), start).lane;
    const afterLook = (nextDueAt: number) => looked(lane, look({ generation: 2, nextDueAt }), start + 30 * second);
    expect(afterLook(now - 2 * second).lookAt).toBeUndefined();
    expect(afterLook(now - 2 * second).lane.executions).toMatchObject([{ generation: 1 }]);
    expect(afterLook(now - 2 * second - 1)).toMatchObject({
      lookAt: now - 2 * second - 1,
      lane: { executions: [{}, {}] },
    });
  });

  test('looks in its time at what it was told less than five seconds ago, and leaves the rest to the check', () => {
    const now = start + minute;
    const afterLook = (ago: number) => {
      const lane = told(opened(), news({ dueAt: now + minute }), now - ago).lane;
      return looked(lane, look(), now);
    };
    expect(afterLook(5 * second - 1).lookAt).toBe(now + minute);
    expect(afterLook(5 * second).lookAt).toBeUndefined();
    expect(afterLook(5 * second).lane.checkAt).toBe(now + lookSettles);
    expect(afterLook(0).lane.told).toHaveLength(1);
  });

  test('looks again soon for what was to go out at once, and once more when the index is certain to show it', () => {
    const lane = told(undefined, news({ fresh: true }), start).lane;
    expect(looked(lane, look({ at: start + 4_999 }), start + 4_999).lookAt).toBe(start + 9_999);
    expect(looked(lane, look({ at: start + 5 * second }), start + 5 * second).lookAt).toBe(start + indexGrace);
    expect(looked(lane, look({ at: start + indexGrace }), start + indexGrace).lookAt).toBeUndefined();
    expect(looked(lane, look({ at: start + minute, parked: true }), start + minute).lookAt).toBe(start + 65 * second);
  });

  test('probes an endpoint that fails only while something waits', () => {
    const circuit = { state: 'open', openedAt: start, probeAt: start + 10 * minute, probes: 3 } as const;
    expect(looked(opened(), look({ circuit }), start + minute).lookAt).toBe(start + 10 * minute);
    expect(looked(opened(), look({ circuit, waits: false }), start + minute).lookAt).toBeUndefined();
  });

  test('naps for an hour, unchecked, while what waits is paused', () => {
    const paused = looked(opened(), look({ paused: true, more: true }), start + minute);
    expect(paused).toMatchObject({ lookAt: start + minute + hour, lane: { checkAt: undefined } });
    expect(looked(opened(), look({ paused: true, waits: false }), start + minute).lookAt).toBeUndefined();
  });
});

describe('a check', () => {
  const settledAt = start + minute + lookSettles;

  test('closes a lane that rests, when everything is certain to show and its promise is over', () => {
    expect(checked(resting(), nothing, settledAt).lane).toMatchObject({ state: 'closed', checkAt: undefined });
    expect(checked(resting(), nothing, settledAt - 1).lane).toMatchObject({ state: 'open', checkAt: settledAt });
    const promised = { ...resting(), openUntil: settledAt + 1 };
    expect(checked(promised, nothing, settledAt).lane).toMatchObject({ state: 'open', checkAt: settledAt + 1 });
    const taught = { ...resting(), told: [{ at: settledAt - indexGrace + 1 }] };
    expect(checked(taught, nothing, settledAt).lane).toMatchObject({ state: 'open', checkAt: settledAt + 1 });
    expect(attendedAt(checked(resting(), nothing, settledAt).lane)).toBeUndefined();
  });

  test('leaves open a lane with an execution', () => {
    const asleep = looked(opened(), look({ nextDueAt: start + hour }), start + minute).lane;
    expect(checked(asleep, nothing, settledAt)).toMatchObject({ lane: { state: 'open', checkAt: undefined } });
  });

  test('has a lane look at what it has missed', () => {
    const now = settledAt;
    const started = (found: Partial<Found>, lane = resting()) => checked(lane, { ...nothing, ...found }, now).start;
    expect(started({ unsentWait: true })).toEqual({ generation: 2, lookAt: now });
    expect(started({ scheduledAt: now - 1 })).toEqual({ generation: 2, lookAt: now });
    expect(started({ scheduledAt: now + hour })).toEqual({ generation: 2, lookAt: now + hour });
    expect(started({ leasedUntil: now })).toEqual({ generation: 2, lookAt: now });
    expect(started({ leasedUntil: now + 1 })).toBeUndefined();
    expect(checked(resting(), { ...nothing, leasedUntil: now + 1 }, now).lane.checkAt).toBe(now + 1);
  });

  test('leaves to the execution under way what it looks at within a minute, and what is kept waiting', () => {
    const asleep = looked(opened(), look({ nextDueAt: settledAt + minute }), start + minute).lane;
    expect(checked(asleep, { ...nothing, leasedUntil: settledAt }, settledAt).start).toBeUndefined();
    expect(checked(asleep, { ...nothing, leasedUntil: settledAt - 1 }, settledAt - 1).start).toBeDefined();
    expect(checked(asleep, { ...nothing, unsentWait: true }, settledAt).start).toBeUndefined();
  });
});

describe('an execution', () => {
  test('is taken for dead two minutes after it should have looked, and replaced', () => {
    const lane = told(opened(), news({ dueAt: start + 30 * second }), start).lane;
    expect(overdueExecutions(lane, start + 150 * second - 1)).toEqual([]);
    expect(overdueExecutions(lane, start + 150 * second)).toEqual([2]);
    expect(attendedAt(lane)).toBe(start + 150 * second);
    expect(revived(lane, [2], start + 151 * second).lane.executions.map(({ generation }) => generation)).toEqual([
      3, 1,
    ]);
  });

  test('hands over to one of the next generation', () => {
    const { lane, start: next } = handedOver(opened(), { generation: 1, lookAt: start + hour });
    expect(lane.executions).toEqual([next]);
    expect(next).toEqual({ generation: 2, lookAt: start + hour });
  });
});

/** Deliveries that are told of and shown by an index that lags; executions and sweeps play themselves. Answers how late each went out. */
function play(deliveries: readonly Readonly<{ at: number; dueIn: number; lag: number }>[]) {
  let lane: Lane | undefined;
  const asks = [...deliveries].sort((one, other) => one.at - other.at);
  let waiting: { dueAt: number; shownAt: number }[] = [];
  const lateBy: number[] = [];
  let transitions = 0;
  for (let now = start; asks.length > 0 || lane?.state !== 'closed'; now += second) {
    if (now > start + 4 * hour) throw new Error(`The lane is open still: ${JSON.stringify(lane)}`);
    while (asks[0] && start + asks[0].at <= now) {
      const { dueIn, lag } = asks.shift() ?? { dueIn: 0, lag: 0 };
      const step = told(lane, news({ dueAt: now + dueIn }), now);
      lane = step.lane;
      transitions += step.start ? 1 : 0;
      waiting.push({ dueAt: now + dueIn, shownAt: now + lag });
    }
    const shown = () => waiting.filter(({ shownAt }) => shownAt <= now).sort((one, other) => one.dueAt - other.dueAt);
    for (const { generation } of lane?.executions.filter(({ lookAt }) => lookAt <= now) ?? []) {
      const taken = shown().filter(({ dueAt }) => dueAt <= now + horizon);
      waiting = waiting.filter((each) => !taken.includes(each));
      lateBy.push(...taken.map(({ dueAt }) => Math.max(0, now - dueAt)));
      const [next] = shown();
      const after = looked(lane ?? opened(), look({ generation, at: now, nextDueAt: next?.dueAt }), now);
      lane = after.lane;
      transitions += after.lookAt === undefined ? 4 : 3;
    }
    if (lane && now % minute === 0 && (attendedAt(lane) ?? now + 1) <= now) {
      const [first] = shown();
      const step = checked(lane, { unsentWait: false, scheduledAt: first?.dueAt }, now);
      if (step.lane.state === 'closed' && waiting.length > 0) throw new Error('The lane closed over what waits.');
      lane = step.lane;
      transitions += step.start ? 1 : 0;
    }
  }
  return { released: lateBy.length, lateBy: Math.max(0, ...lateBy), transitions };
}

describe('every retry', () => {
  const histories = (lag: fc.Arbitrary<number>) =>
    fc.array(fc.record({ at: fc.nat(20 * minute), dueIn: fc.integer({ min: second, max: 20 * minute }), lag }), {
      minLength: 1,
      maxLength: 12,
    });

  test('goes out within seconds of its time when the index shows it within five', () => {
    fc.assert(
      fc.property(histories(fc.nat(4 * second)), (deliveries) => {
        const { released, lateBy } = play(deliveries);
        expect(released).toBe(deliveries.length);
        expect(lateBy).toBeLessThanOrEqual(10 * second);
      }),
    );
  });

  test('goes out, minutes late at the most, when the index takes the longest', () => {
    fc.assert(
      fc.property(histories(fc.nat(indexGrace - second)), (deliveries) => {
        const { released, lateBy } = play(deliveries);
        expect(released).toBe(deliveries.length);
        expect(lateBy).toBeLessThanOrEqual(4 * minute);
      }),
    );
  });

  test('costs five transitions alone, and less in company', () => {
    const trickle = (every: number) =>
      play(Array.from({ length: 60 }, (_, index) => ({ at: index * every, dueIn: minute, lag: 0 }))).transitions / 60;
    expect(play([{ at: 0, dueIn: minute, lag: 0 }]).transitions).toBe(5);
    expect(trickle((10 * minute) / 10)).toBeLessThanOrEqual(5);
    expect(trickle(30 * second)).toBeLessThanOrEqual(2.5);
    expect(trickle(10 * second)).toBeLessThanOrEqual(0.75);
  });
});
