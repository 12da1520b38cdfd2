import { prices } from '../../bin/numbers/prices.ts';
import { attemptMemoryMb } from '../../lib/attempt-memory.ts';

/** What an outage adds up to. */
export type OutageCounts = Readonly<{
  executions: number;
  transitions: number;
  writeUnits: number;
  readUnits: number;
  /** Billed time of the functions that send, in milliseconds. */
  dispatchMs: number;
  /** Billed time of the function that wakes lanes. */
  wakeMs: number;
  invocations: number;
  /** Of the retry queue; the delivery queue's are the same in every design. */
  sqsRequests: number;
}>;

/** Memory of the functions in GB: of those that send, and of the one that wakes lanes (lib/constructs/retry-lanes.ts). */
const attemptGb = attemptMemoryMb / 1024;
const wakeGb = 0.5;

/** US dollars, list price. */
export function listPrice(counts: OutageCounts): number {
  return (
    counts.transitions * prices.stepFunctionsTransition +
    counts.writeUnits * prices.dynamoWriteUnit +
    counts.readUnits * prices.dynamoReadUnit +
    ((counts.dispatchMs * attemptGb + counts.wakeMs * wakeGb) / 1000) * prices.lambdaGbSecond +
    counts.invocations * prices.lambdaRequest +
    counts.sqsRequests * (prices.sqsRequest + prices.sqsFairRequest)
  );
}

/** One plus so many times the other. */
export function plus(one: OutageCounts, other: OutageCounts, times = 1): OutageCounts {
  return {
    executions: one.executions + times * other.executions,
    transitions: one.transitions + times * other.transitions,
    writeUnits: one.writeUnits + times * other.writeUnits,
    readUnits: one.readUnits + times * other.readUnits,
    dispatchMs: one.dispatchMs + times * other.dispatchMs,
    wakeMs: one.wakeMs + times * other.wakeMs,
    invocations: one.invocations + times * other.invocations,
    sqsRequests: one.sqsRequests + times * other.sqsRequests,
  };
}

export const noCounts: OutageCounts = {
  executions: 0,
  transitions: 0,
  writeUnits: 0,
  readUnits: 0,
  dispatchMs: 0,
  wakeMs: 0,
  invocations: 0,
  sqsRequests: 0,
};

/**
 * Of two counts of the same, the number that differs most, as a part of the larger. Read units are not compared: the walk
 * that keeps what waits from expiring comes every twelve hours and falls into some samples only. They are 4 % of the price.
 */
export function furthestApart(
  one: OutageCounts,
  other: OutageCounts,
): Readonly<{ name: keyof OutageCounts; part: number }> {
  const differences = (['transitions', 'writeUnits', 'dispatchMs', 'invocations', 'sqsRequests'] as const)
    .map((name) => ({ name, part: Math.abs(one[name] - other[name]) / Math.max(one[name], other[name]) }))
    .sort((left, right) => right.part - left.part);
  return differences[0] ?? { name: 'transitions', part: 0 };
}
