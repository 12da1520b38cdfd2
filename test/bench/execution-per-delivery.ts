import type { Attempt } from '../../functions/shared/deliveries/domain/delivery.ts';
import { defaultRetrySchedule } from '../../functions/shared/webhooks/domain/webhook.ts';
import { itemSize } from './metered-stores.ts';
import type { OutageCounts } from './outage-counts.ts';

export type Outage = Readonly<{
  perSecond: number;
  seconds: number;
  /** What an attempt takes while the endpoint hangs, and on average when it responds. */
  hangingMs: number;
  answerMs: number;
}>;

/** First attempts go out side by side, as many as SQS gives to a batch: the best case for the design. */
const batch = 10;

/**
 * The usual design, worked out instead of run: each delivery that fails starts an execution of its own, which waits for
 * each time of the retry schedule (without jitter) and calls a function that attempts this one delivery.
 *
 * - Transitions: the start, three for each retry (Wait, Task, Choice), the end.
 * - Table: a write of the record after each attempt, larger with each, in no index; for each retry a consistent read of
 *   the record and one of the event.
 * - Dispatch: what the endpoint takes, and nothing for the function's own work.
 *
 * A delivery that comes late in the outage is retried less often: its retries go on to the first after the outage.
 */
export function executionPerDelivery({ perSecond, seconds, hangingMs, answerMs }: Outage) {
  let [transitions, writeUnits, readUnits, dispatchMs, invocations, drainedSeconds] = [0, 0, 0, 0, 0, 0];
  for (let second = 0; second < seconds; second += 1) {
    const left = seconds - second;
    const failing = defaultRetrySchedule.filter((planned) => planned < left).length;
    const retries = failing + 1;
    transitions += perSecond * (1 + 3 * retries + 1);
    writeUnits += perSecond * recordWrites(1 + retries);
    readUnits += perSecond * 2 * retries;
    dispatchMs += perSecond * (hangingMs / batch + failing * hangingMs + answerMs);
    invocations += perSecond * (1 / batch + retries);
    drainedSeconds = Math.max(drainedSeconds, (defaultRetrySchedule[failing] ?? 0) - left);
  }
  const executions = perSecond * seconds;
  const counts = { executions, transitions, writeUnits, readUnits, dispatchMs, wakeMs: 0, invocations, sqsRequests: 0 };
  return { counts: counts satisfies OutageCounts, drainedSeconds };
}

const at = '2026-01-01T00:00:00.000Z';
const attempt: Attempt = {
  number: 1,
  startedAt: at,
  durationMs: 5_000,
  failure: 'request_timeout',
  reason: 'too slow',
};

/** Write units of all records of a delivery that ends with so many attempts. */
function recordWrites(attempts: number): number {
  return Array.from({ length: attempts }, (_, before) =>
    Math.ceil(
      itemSize({
        id: '01KE0000000000000000000000',
        space: 'acme',
        webhookId: 'wh_1',
        eventId: 'evt_00000000',
        envelopeId: '7bf73129-1428-4cd3-a780-95db273d1602',
        eventType: 'hit.detected',
        status: 'retrying',
        version: before + 1,
        createdAt: at,
        updatedAt: at,
        attempts: Array.from({ length: before + 1 }, () => attempt),
      }) / 1024,
    ),
  ).reduce((sum, units) => sum + units, 0);
}
