import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  afterFailure,
  afterPause,
  afterSuccess,
  type Failure,
  failingSince,
  type Health,
  type HealthRules,
  healthRules,
  healthStep,
  isNewFailure,
  isNewSuccess,
  withoutFailing,
  withoutPublished,
  withStep,
} from '../../../functions/shared/lanes/domain/health.ts';

const start = Date.UTC(2026, 0, 1);
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const rules: HealthRules = { freshSince: start - day, statusSince: start - day, disableAfterMs: 5 * day };
const failure = (at: number, deliveryId = 'd1'): Failure => ({
  at,
  reason: 'HTTP 500',
  deliveryIds: [deliveryId],
  rules,
});

/** Failures of two deliveries in turn, noted as a lane notes them: what says nothing new is not. */
function failing(...times: readonly number[]): Health {
  return times.reduce<Health>(
    (health, at, index) => {
      const next = failure(at, `d${(index % 2) + 1}`);
      return isNewFailure(health, next) ? afterFailure(health, next) : health;
    },
    { unpublished: [] },
  );
}

describe('an endpoint fails', () => {
  test('since the first failure after a success', () => {
    const health = failing(start, start + hour);
    expect(failingSince(health, rules)).toBe(start);
    const answered = afterSuccess(health, start + 2 * hour);
    expect(failingSince(answered, rules)).toBeUndefined();
    expect(answered).toMatchObject({ recoveredAt: start + 2 * hour, lastFailure: { at: start + hour } });
    expect(failingSince(afterFailure(answered, failure(start + 3 * hour)), rules)).toBe(start + 3 * hour);
  });

  test('without a write for failures within minutes, or for a success while it does not fail', () => {
    const health = failing(start, start + 1);
    expect(isNewFailure(health, failure(start + 5 * minute - 1, 'd3'))).toBe(false);
    expect(isNewFailure(health, failure(start + 1 + 5 * minute))).toBe(true);
    expect(isNewFailure(failing(start), failure(start + 1, 'd2'))).toBe(true);
    expect(isNewSuccess(undefined, start)).toBe(false);
    expect(isNewSuccess(afterSuccess(health, start + hour), start + hour)).toBe(false);
    expect(isNewSuccess(health, start)).toBe(true);
    // Told late, after it had begun to fail.
    expect(isNewSuccess(health, start - 1)).toBe(false);
  });

  test('until the latest failure, even if an older one is recorded after it', () => {
    const late = { ...failure(start + hour, 'd3'), rules: { ...rules, statusSince: start + 1 } };
    expect(afterFailure(failing(start, start + 2 * hour), late).lastFailure?.at).toBe(start + 2 * hour);
  });

  test('with a reason that stays short', () => {
    const long = afterFailure(undefined, { ...failure(start), reason: 'x'.repeat(5_000) });
    expect(long.lastFailure?.reason).toHaveLength(200);
  });
});

describe('a webhook that does nothing but fail', () => {
  const at = (ms: number) => failing(start, start + ms);

  test('is warned of after a day, once, and disabled after as long as it says', () => {
    expect(healthStep(at(day - 1), rules)).toBeUndefined();
    expect(healthStep(at(day), rules)).toBe('warn');
    const warned = withStep(at(day), { step: 'warn', rules, now: start + day });
    expect(warned.unpublished).toEqual([
      { kind: 'webhook.failing', failingSince: start, at: start + day, reason: 'HTTP 500' },
    ]);
    expect(healthStep(warned, rules)).toBeUndefined();
    const later = afterFailure(warned, failure(start + 5 * day - 1));
    expect(healthStep(later, rules)).toBeUndefined();
    expect(healthStep(afterFailure(warned, failure(start + 5 * day)), rules)).toBe('disable');
  });

  test('is never disabled if it says so, nor for one delivery, however often that fails', () => {
    const never = { ...rules, disableAfterMs: undefined };
    expect(healthStep(withStep(at(day), { step: 'warn', rules, now: start }), never)).toBeUndefined();
    const single = afterFailure(afterFailure(undefined, failure(start)), failure(start + 9 * day));
    expect(healthStep(single, rules)).toBeUndefined();
    expect(healthStep(afterFailure(single, failure(start + 9 * day, 'd2')), rules)).toBe('disable');
  });

  test('counts the time between failures, not how long ago the last one was', () => {
    // Nothing was attempted for a month: nobody knows how the endpoint is.
    expect(healthStep(at(hour), rules)).toBeUndefined();
  });

  test('is published as recovered, if it was published as failing', () => {
    const warned = withStep(at(day), { step: 'warn', rules, now: start + day });
    const back = afterSuccess(warned, start + 2 * day);
    expect(back?.unpublished.map(({ kind }) => kind)).toEqual(['webhook.failing', 'webhook.recovered']);
    expect(afterSuccess(back, start + 3 * day)).toBe(back);
    expect(afterSuccess(at(hour), start + day)?.unpublished).toEqual([]);
    // Re-pointed meanwhile: whoever was told that it fails is told all the same.
    const [change] =
      afterSuccess(
        withoutFailing(withStep({ ...at(day), unpublished: [] }, { step: 'disable', rules, now: start })),
        start + 3 * day,
      )?.unpublished.slice(-1) ?? [];
    expect(change).toMatchObject({ kind: 'webhook.recovered', failingSince: start });
    const told = withoutPublished(back, back?.unpublished.slice(0, 1) ?? []);
    expect(told?.unpublished.map(({ kind }) => kind)).toEqual(['webhook.recovered']);
  });
});

describe('a change of the webhook', () => {
  test('by a pause takes the time of the pause out', () => {
    const paused = afterPause(failing(start, start + 20 * hour), start + 90 * hour);
    const resumed = { ...rules, statusSince: start + 90 * hour };
    const next = (ms: number) => afterFailure(paused, { ...failure(start + 90 * hour + ms, 'd3'), rules: resumed });
    expect(failingSince(next(0), resumed)).toBe(start);
    expect(healthStep(next(4 * hour - 1), resumed)).toBeUndefined();
    expect(healthStep(next(4 * hour), resumed)).toBe('warn');
    // Told twice, it takes out nothing more.
    expect(afterPause(paused, start + 90 * hour)).toEqual(paused);
  });

  test('by a pause whose end never reached the lane starts to count anew', () => {
    const resumed = { ...rules, statusSince: start + 90 * hour };
    const next = afterFailure(failing(start, start + 20 * hour), {
      ...failure(start + 100 * hour, 'd3'),
      rules: resumed,
    });
    expect(failingSince(next, resumed)).toBe(start);
    expect(healthStep(next, { ...resumed, disableAfterMs: 10 * hour })).toBe('disable');
    expect(healthStep(next, { ...resumed, disableAfterMs: 10 * hour + 1 })).toBeUndefined();
  });

  test('by another URL starts anew', () => {
    expect(failingSince(withoutFailing(failing(start, start + day)), rules)).toBeUndefined();
  });

  test('by another URL that never reached the lane starts anew as well', () => {
    const health = failing(start, start + 4 * day);
    const changed = { ...rules, freshSince: start + 5 * day, statusSince: start + 5 * day };
    expect(failingSince(health, changed)).toBeUndefined();
    const later = { ...failure(start + 6 * day), rules: changed };
    expect(isNewFailure(health, { ...later, at: start + 4 * day + 1 })).toBe(true);
    expect(afterFailure(health, later).failing).toEqual({
      since: start + 6 * day,
      deliveryId: 'd1',
      isSeveral: false,
      countedMs: 0,
      countsFrom: start + 6 * day,
      isWarned: false,
    });
  });

  test('is what its times say', () => {
    const webhook = { createdAt: '2026-01-01T00:00:00.000Z', disableAfterFailingSeconds: 3_600 };
    expect(healthRules(webhook)).toEqual({ freshSince: start, statusSince: start, disableAfterMs: hour });
    const statusSince = '2026-01-03T00:00:00.000Z';
    const freshSince = '2026-01-02T00:00:00.000Z';
    expect(healthRules({ ...webhook, statusSince, freshSince, disableAfterFailingSeconds: null })).toEqual({
      freshSince: start + day,
      statusSince: start + 2 * day,
      disableAfterMs: undefined,
    });
  });
});

test('whatever happens, no webhook is disabled that has accepted an attempt or was changed within the span, pauses left out', () => {
  const kinds = [
    'fail',
    'fail',
    'fail',
    'fail',
    'succeed',
    'pause',
    'lost pause',
    're-point',
    'lost re-point',
  ] as const;
  const happening = fc.record({
    kind: fc.constantFrom(...kinds),
    afterMs: fc.integer({ min: 1, max: 2 * day }),
    pauseMs: fc.integer({ min: 1, max: 2 * day }),
    deliveryId: fc.constantFrom('d1', 'd2', 'd3'),
  });
  let disabled = 0;
  fc.assert(
    fc.property(fc.array(happening, { minLength: 1, maxLength: 40 }), (happenings) => {
      let health: Health | undefined;
      let now = start;
      let present = { ...rules, freshSince: start, statusSince: start };
      /** What may count: since the last answer or change, without pauses. */
      let liveMs = 0;
      for (const { kind, afterMs, pauseMs, deliveryId } of happenings) {
        now += afterMs;
        liveMs += afterMs;
        switch (kind) {
          case 'succeed':
            health = afterSuccess(health, now);
            liveMs = 0;
            break;
          case 'pause':
          case 'lost pause':
            now += pauseMs;
            present = { ...present, statusSince: now };
            if (kind === 'pause') health = health && afterPause(health, now);
            break;
          case 're-point':
          case 'lost re-point':
            present = { ...present, freshSince: now };
            if (kind === 're-point') health = health && withoutFailing(health);
            liveMs = 0;
            break;
          case 'fail': {
            const next = { ...failure(now, deliveryId), rules: present };
            if (isNewFailure(health, next)) health = afterFailure(health, next);
            if (healthStep(health, present) !== 'disable') break;
            expect(liveMs).toBeGreaterThanOrEqual(5 * day);
            disabled += 1;
            return;
          }
        }
      }
    }),
    { numRuns: 2_000 },
  );
  expect(disabled).toBeGreaterThan(20);
});
