import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery } from '../../../functions/shared/deliveries/domain/delivery.ts';
import {
  afterAttempt,
  endWithoutAttempt,
  hasEnded,
  type ParkReason,
  park,
  restartedRound,
} from '../../../functions/shared/deliveries/domain/delivery-course.ts';
import type { Verdict } from '../../../functions/shared/deliveries/domain/verdict.ts';
import { aDelivery } from '../../support/records/delivery.ts';

const now = Date.parse('2026-01-02T00:00:00.000Z');
const at = (ms: number) => new Date(now + ms).toISOString();
const fresh = aDelivery({ status: 'pending', version: 0, attempts: [], createdAt: at(-5_000) });

const failed = (retry: Extract<Verdict, { outcome: 'failed' }>['retry']): Verdict => ({
  outcome: 'failed',
  failure: 'server_error',
  reason: 'HTTP 500.',
  retry,
});
const succeeded: Verdict = { outcome: 'succeeded', reason: 'HTTP 200.' };

function attempted(before: Delivery, verdict: Verdict, time = now): Delivery {
  const number = (before.attempts.at(-1)?.number ?? 0) + 1;
  const attempt = { number, startedAt: new Date(time).toISOString(), durationMs: 1, reason: verdict.reason };
  return afterAttempt(before, { attempt, verdict, schedule: [60, 600], now: time });
}

test('a delivery that is retried has nothing of an earlier response', () => {
  const answered = aDelivery({ response: { approved: true } });
  const position = { queue: 'parked', dueAt: at(0) } as const;
  const retried = restartedRound(answered, { id: 'r_1', trigger: 'manual', position, now });
  expect(retried).not.toHaveProperty('response');
  const ended = attempted(retried, { ...failed({ kind: 'never' }), reason: 'It broke the contract.' });
  expect(ended).toMatchObject({ status: 'failed' });
  expect(ended).not.toHaveProperty('response');
});

describe('a failed attempt', () => {
  test('is followed by a retry at its time, or not before the receiver wants it', () => {
    const retried = attempted(fresh, failed({ kind: 'on_schedule' }));
    expect(retried).toMatchObject({ status: 'retrying', position: { queue: 'scheduled' } });
    expect(retried.nextAttemptAt).toBe(retried.position?.dueAt);
    const asked = attempted(fresh, failed({ kind: 'not_before', at: new Date(now + 7_200_000) }));
    expect(asked.position).toEqual({ queue: 'scheduled', dueAt: at(7_200_000) });
  });

  test.each(['never', 'blocked', 'disable_webhook'] as const)(
    'ends the delivery at once when it is of the kind %s',
    (kind) => {
      expect(attempted(fresh, failed({ kind }))).toMatchObject({ status: 'failed', attempts: { length: 1 } });
    },
  );

  test('that was the last of the schedule exhausts the delivery', () => {
    const twice = attempted(
      attempted(fresh, failed({ kind: 'on_schedule' })),
      failed({ kind: 'on_schedule' }),
      now + 66_000,
    );
    expect(twice).toMatchObject({ status: 'retrying' });
    expect(attempted(twice, failed({ kind: 'on_schedule' }), now + 660_000)).toMatchObject({
      status: 'exhausted',
      reason: 'All attempts failed.',
    });
  });

  test('by hand is the only one of its round; of a replay it is the first of a whole schedule', () => {
    const position = { queue: 'leased', dueAt: at(300_000) } as const;
    const again = (trigger: 'manual' | 'replay') =>
      attempted(
        restartedRound(aDelivery({ status: 'exhausted' }), { id: 'r', trigger, position, now }),
        failed({ kind: 'on_schedule' }),
      );
    expect(again('manual')).toMatchObject({
      status: 'exhausted',
      reason: 'A manual retry is one attempt, and it failed.',
    });
    expect(again('replay')).toMatchObject({ status: 'retrying' });
  });
});

describe('a delivery that is parked', () => {
  test('unsent waits since its turn came, in no order that a later attempt would give it', () => {
    const parked = park(fresh, 'circuit_open', now);
    expect(parked).toMatchObject({ status: 'pending', position: { queue: 'parked', dueAt: fresh.createdAt } });
    expect(parked.nextAttemptAt).toBeUndefined();
    const position = { queue: 'leased', dueAt: at(300_000) } as const;
    const replayed = restartedRound(aDelivery(), { id: 'r', trigger: 'replay', position, now });
    expect(park(replayed, 'rate_limited', now + 1)).toMatchObject({ status: 'pending', position: { dueAt: at(0) } });
  });

  test('as a retry waits for the time that it has', () => {
    const retrying = attempted(fresh, failed({ kind: 'on_schedule' }));
    const parked = park(retrying, 'circuit_open', now + 70_000);
    expect(parked).toMatchObject({
      status: 'retrying',
      position: retrying.position,
      nextAttemptAt: retrying.nextAttemptAt,
    });
  });

  test.each<[ParkReason, string, RegExp]>([
    ['paused', 'held', /paused/],
    ['circuit_open', 'pending', /failing/],
    ['rate_limited', 'pending', /rate limit/],
  ])('says why: %s', (why, status, reason) => {
    expect(park(fresh, why, now)).toMatchObject({ status, reason: expect.stringMatching(reason), attempts: [] });
  });
});

test('rounds are remembered by id, the latest twenty', () => {
  const position = { queue: 'parked', dueAt: at(0) } as const;
  let delivery = aDelivery();
  for (let round = 0; round < 30; round += 1) {
    delivery = endWithoutAttempt(restartedRound(delivery, { id: `r_${round}`, trigger: 'replay', position, now }), {
      status: 'discarded',
      reason: 'It was deleted.',
      now,
    });
  }
  expect(delivery.roundIds).toEqual(Array.from({ length: 20 }, (_, index) => `r_${index + 10}`));
});

const steps: Readonly<Record<string, (delivery: Delivery) => Delivery>> = {
  succeeds: (delivery) => attempted(delivery, succeeded),
  fails: (delivery) => attempted(delivery, failed({ kind: 'on_schedule' })),
  'fails for good': (delivery) => attempted(delivery, failed({ kind: 'never' })),
  'is held': (delivery) => park(delivery, 'paused', now),
  'is parked': (delivery) => park(delivery, 'circuit_open', now),
  'is given up': (delivery) => endWithoutAttempt(delivery, { status: 'exhausted', reason: 'It failed.', now }),
};
const restarts: Readonly<Record<string, (delivery: Delivery) => Delivery>> = {
  'is replayed': (delivery) =>
    restartedRound(delivery, { id: 'r', trigger: 'replay', position: { queue: 'parked', dueAt: at(0) }, now }),
  'is retried manually': (delivery) =>
    restartedRound(delivery, { id: 'm', trigger: 'manual', position: { queue: 'leased', dueAt: at(9) }, now }),
};

test('whatever happens, every write is a version of its own, and what waits, and only that, has a place to wait in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.constantFrom(...Object.keys(restarts)))),
      (history) => {
        let delivery: Delivery = fresh;
        for (const [step, restart] of history) {
          const change = hasEnded(delivery) ? restarts[restart] : steps[step];
          const after = change?.(delivery) ?? delivery;
          expect(after.version).toBe(delivery.version + 1);
          expect(after.updatedAt).toBe(at(0));
          expect(after.position === undefined).toBe(hasEnded(after));
          expect(after.nextAttemptAt).toBe(after.position?.queue === 'scheduled' ? after.position.dueAt : undefined);
          delivery = after;
        }
      },
    ),
  );
});
