import { describe, expect, test } from '@jest/globals';
import { withSlowAttempt } from '../../../functions/shared/lanes/domain/lane-update.ts';
import { afterSlowAttempt, isSlow, rateLimitOf } from '../../../functions/shared/lanes/domain/slowness.ts';

const now = Date.UTC(2026, 0, 1);
const minutes = 60_000;

describe('a slow attempt', () => {
  test('puts a webhook on the slow queue for ten minutes', () => {
    const slowness = afterSlowAttempt(undefined, 3_000, now);
    expect(slowness).toEqual({ until: now + 10 * minutes, tookMs: 3_000 });
    expect([isSlow(slowness, now + 10 * minutes - 1), isSlow(slowness, now + 10 * minutes)]).toEqual([true, false]);
    expect(isSlow(undefined, now)).toBe(false);
  });

  test('is written once a minute, unless it took more than twice as long as was known', () => {
    const known = { until: now + 10 * minutes, tookMs: 3_000 };
    expect(afterSlowAttempt(known, 6_000, now + minutes - 1)).toBeUndefined();
    expect(afterSlowAttempt(known, 6_001, now + 1)).toEqual({ until: now + 10 * minutes + 1, tookMs: 6_001 });
    expect(afterSlowAttempt(known, 2_500, now + minutes)).toEqual({ until: now + 11 * minutes, tookMs: 2_500 });
  });

  test('opens no lane, and leaves one as it is', () => {
    const attempt = { webhookId: 'wh_1', space: 'acme', tookMs: 3_000 };
    const lane = withSlowAttempt(undefined, attempt, now);
    expect(lane).toMatchObject({ status: 'closed', wake: { kind: 'none' }, generation: 0, version: 1 });
    expect(withSlowAttempt(lane, attempt, now + 1)).toBeUndefined();
    expect(withSlowAttempt(lane, attempt, now + minutes)).toMatchObject({ status: 'closed', version: 2 });
  });
});

describe('the rate of a slow webhook', () => {
  const slow = (tookMs: number) => ({ until: now + 1, tookMs });

  test('keeps a hundred requests on their way, and one a second at the least', () => {
    expect([2_000, 14_000, 99_000].map((tookMs) => rateLimitOf(undefined, slow(tookMs), now))).toEqual([50, 7, 1]);
    expect(rateLimitOf(undefined, slow(200_000), now)).toBe(1);
  });

  test('is the lower of that and its own limit', () => {
    expect(rateLimitOf(5, slow(14_000), now)).toBe(5);
    expect(rateLimitOf(10, slow(14_000), now)).toBe(7);
  });

  test('is its own limit, if any, when it is not slow any more', () => {
    expect(rateLimitOf(10, slow(14_000), now + 1)).toBe(10);
    expect(rateLimitOf(undefined, slow(14_000), now + 1)).toBeUndefined();
    expect(rateLimitOf(undefined, undefined, now)).toBeUndefined();
  });
});
