import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nextRetry, retryWindowSeconds } from '../../../functions/shared/webhooks/domain/retry-schedule.ts';
import { defaultRetrySchedule } from '../../../functions/shared/webhooks/domain/webhook.ts';

const first = Date.UTC(2026, 0, 1);
const windowEnd = first + retryWindowSeconds * 1000;
const question = { deliveryId: 'd1', schedule: defaultRetrySchedule, attemptedAt: [first], failedAt: first + 5_000 };

const schedules = fc
  .uniqueArray(fc.integer({ min: 1, max: retryWindowSeconds }), { minLength: 1, maxLength: 5 })
  .map((seconds) => seconds.sort((one, other) => one - other));

describe('the schedule', () => {
  test('is a minute, ten minutes, an hour, eight hours and 36 hours, delayed by a tenth at most', () => {
    let attemptedAt = [first];
    for (const seconds of defaultRetrySchedule) {
      const retry = nextRetry({ ...question, attemptedAt, failedAt: attemptedAt.at(-1) ?? first });
      const at = retry.kind === 'at' ? retry.at : 0;
      expect(at).toBeGreaterThanOrEqual(first + seconds * 1000);
      expect(at).toBeLessThanOrEqual(Math.min(first + seconds * 1100, windowEnd));
      attemptedAt = [...attemptedAt, at];
    }
    expect(nextRetry({ ...question, attemptedAt })).toEqual({ kind: 'over', why: 'attempts_used' });
  });

  test('is never early, never past the window, never before what the receiver asked, and the same when asked again', () => {
    fc.assert(
      fc.property(
        schedules,
        fc.string(),
        fc.nat(5),
        fc.nat(50 * 3_600_000),
        fc.option(fc.nat(50 * 3_600_000), { nil: undefined }),
        (schedule, deliveryId, made, late, asked) => {
          const attemptedAt = [0, ...schedule]
            .slice(0, made + 1)
            .map((seconds) => first + seconds * 1000 + (seconds && late));
          const failedAt = (attemptedAt.at(-1) ?? first) + 1_000;
          const notBefore = asked === undefined ? undefined : failedAt + asked;
          const all = { deliveryId, schedule, attemptedAt, failedAt, notBefore };
          const retry = nextRetry(all);
          expect(nextRetry(all)).toEqual(retry);
          if (retry.kind === 'over') return;
          expect(retry.at).toBeGreaterThanOrEqual(first + (schedule[attemptedAt.length - 1] ?? 0) * 1000);
          expect(retry.at).toBeGreaterThanOrEqual(Math.max(failedAt, notBefore ?? 0));
          expect(retry.at).toBeLessThanOrEqual(windowEnd);
        },
      ),
    );
  });

  test('has room for jitter as far as the next one is away, and never carries a retry to it or past it', () => {
    const close = [1_000, 1_010, 1_015];
    const latest = (made: number) => {
      const attemptedAt = [0, ...close].slice(0, made).map((seconds) => first + seconds * 1000);
      const times = Array.from({ length: 200 }, (_, n) =>
        nextRetry({ ...question, deliveryId: `d${n}`, schedule: close, attemptedAt, failedAt: first }),
      );
      return Math.max(...times.map((retry) => (retry.kind === 'at' ? retry.at - first : 0)));
    };
    expect(latest(1)).toBeLessThanOrEqual(1_010_000);
    expect(latest(1)).toBeGreaterThan(1_009_000);
    expect(latest(2)).toBeLessThanOrEqual(1_015_000);
    fc.assert(
      fc.property(schedules, fc.string(), (schedule, deliveryId) => {
        for (const [index, seconds] of schedule.entries()) {
          const attemptedAt = [0, ...schedule].slice(0, index + 1).map((each) => first + each * 1000);
          const retry = nextRetry({ deliveryId, schedule, attemptedAt, failedAt: first });
          const next = schedule[index + 1] ?? retryWindowSeconds;
          const latestAt = Math.max(Math.min(first + next * 1000, windowEnd), (attemptedAt.at(-1) ?? 0) + 60_000);
          if (retry.kind === 'at') expect(retry.at).toBeLessThanOrEqual(latestAt);
          if (retry.kind === 'at')
            expect(retry.at).toBeLessThanOrEqual(Math.max(first + seconds * 1_100, (attemptedAt.at(-1) ?? 0) + 60_000));
        }
      }),
    );
  });

  test('spreads deliveries that failed together', () => {
    const times = Array.from({ length: 100 }, (_, n) => nextRetry({ ...question, deliveryId: `d${n}` }));
    expect(new Set(times.map((retry) => retry.kind === 'at' && retry.at)).size).toBeGreaterThan(90);
  });
});

describe('a receiver that asks to be left alone', () => {
  test('is left alone to the second', () => {
    const notBefore = first + 7_200_000;
    expect(nextRetry({ ...question, notBefore })).toEqual({ kind: 'at', at: notBefore });
  });

  test('for longer than the window ends the delivery, for its wish is never undercut', () => {
    expect(nextRetry({ ...question, notBefore: windowEnd })).toEqual({ kind: 'at', at: windowEnd });
    expect(nextRetry({ ...question, notBefore: windowEnd + 1 })).toEqual({ kind: 'over', why: 'window_over' });
  });
});

test('a delivery that was kept waiting does not catch up in a burst', () => {
  const late = first + 2 * 3_600_000;
  const retry = nextRetry({ ...question, attemptedAt: [first, late], failedAt: late + 1_000 });
  expect(retry).toEqual({ kind: 'at', at: late + 60_000 });
});
