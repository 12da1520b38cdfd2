import fc from 'fast-check';
import { type Circuit, closedCircuit } from '../../functions/shared/lanes/domain/circuit.ts';
import { maxConcurrency } from '../../functions/shared/lanes/domain/concurrency.ts';
import type { Lane } from '../../functions/shared/lanes/domain/lane.ts';
import type { CheckResult } from '../../functions/shared/lanes/domain/lane-check.ts';
import { type LaneUpdate, openLane } from '../../functions/shared/lanes/domain/lane-update.ts';
import { beginWake, type WakeResult } from '../../functions/shared/lanes/domain/lane-wake.ts';

export const start = Date.UTC(2026, 0, 1);
export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;

export const update = (rest: Partial<LaneUpdate> = {}): LaneUpdate => ({ webhookId: 'wh_1', space: 'acme', ...rest });
export const failed = (failures: number) => ({ failures, succeeded: false });
export const open = { state: 'open', openedAt: start, probeAt: start + 10 * minute, probes: 3 } as const;

/** A lane that sleeps until a delivery is due in a minute. */
export const asleep = openLane(undefined, update({ dueAt: start + minute }), start).lane;
/** The same lane while its execution wakes it. */
export const awake = begun(asleep);
/** An open lane in which all that waits is leased. */
export const resting = openLane(undefined, update({ leasedUntil: start + 5 * minute }), start).lane;

export function begun(lane: Lane): Lane {
  const wakeAt = lane.wake.kind === 'sleeping' ? lane.wake.at : start;
  const begins = beginWake(lane, { generation: lane.generation, wakeAt });
  if (begins === undefined) throw new Error('It does not wake.');
  return begins;
}

export const result = (rest: Partial<WakeResult> = {}): WakeResult => ({
  parked: false,
  held: false,
  circuit: closedCircuit,
  concurrency: 100,
  isCrowded: false,
  endedReplays: [],
  ...rest,
});

export const times = fc.integer({ min: -hour, max: 2 * hour }).map((ms) => start + ms);
export const maybe = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: undefined });
const circuits: fc.Arbitrary<Circuit> = fc.oneof(
  fc.record({ state: fc.constant('closed' as const), failures: fc.nat(19) }),
  fc.record({ state: fc.constant('open' as const), openedAt: times, probeAt: times, probes: fc.nat(6) }),
);
const replayLists = fc
  .uniqueArray(fc.constantFrom('r1', 'r2', 'r3'))
  .map((ids) => ids.map((id) => ({ id, requestedAt: start })));
export const openLanes: fc.Arbitrary<Lane> = fc.record({
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
  checking: maybe(fc.constant(true as const)),
  circuit: circuits,
  concurrency: fc.integer({ min: 1, max: maxConcurrency }),
  rateBacklog: fc.boolean(),
  replays: replayLists,
  partitions: fc.constantFrom(1, 8),
  version: fc.integer({ min: 1, max: 99 }),
});
export const closedLanes: fc.Arbitrary<Lane> = openLanes.map((lane) => ({
  ...lane,
  status: 'closed',
  wake: { kind: 'none' },
  reconcileAt: undefined,
  checking: undefined,
  circuit: closedCircuit,
  replays: [],
}));
export const lanes = fc.oneof(openLanes, closedLanes, fc.constant(undefined));
/** Updates about added deliveries only. */
const arrivals: fc.Arbitrary<LaneUpdate> = fc
  .record({
    dueAt: maybe(times),
    parked: maybe(fc.constantFrom('paused' as const, 'circuit_open' as const, 'rate_limited' as const)),
    leasedUntil: maybe(times),
  })
  .filter(({ dueAt, parked, leasedUntil }) => (dueAt ?? leasedUntil ?? parked) !== undefined)
  .map(update);
export const updates = fc
  .tuple(
    arrivals,
    fc.record({
      outcomes: maybe(fc.record({ failures: fc.nat(25), succeeded: fc.boolean() })),
      reset: maybe(fc.constant(true)),
      replay: maybe(fc.constantFrom('r1', 'r9')),
    }),
  )
  .map(([arrival, rest]): LaneUpdate => ({ ...arrival, ...rest }));
export const results: fc.Arbitrary<WakeResult> = fc.record({
  nextDueAt: maybe(times),
  leasedUntil: maybe(times),
  moreAt: maybe(times),
  parked: fc.boolean(),
  held: fc.boolean(),
  circuit: circuits,
  concurrency: fc.integer({ min: 1, max: maxConcurrency }),
  isCrowded: fc.boolean(),
  endedReplays: fc.subarray(['r1', 'r2', 'r3']),
});
export const contents: fc.Arbitrary<CheckResult> = fc.record({
  isParked: fc.boolean(),
  scheduledAt: maybe(times),
  leasedUntil: maybe(times),
});
