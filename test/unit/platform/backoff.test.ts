import { beforeEach, expect, test } from '@jest/globals';
import { fullJitter, tryTimeMs } from '../../../functions/shared/platform/adapters/aws/backoff.ts';

let now: number;
let waits: number[];
let random: number;

const time = {
  now: () => now,
  wait: async (ms: number) => {
    waits.push(ms);
    now += ms;
  },
  random: () => random,
};

beforeEach(() => {
  [now, waits, random] = [1_000_000, [], 1];
});

/** Tries for as long as there may be tries, each of which takes so long. */
async function exhaust(remainingMs: () => number, tryMs = 0): Promise<void> {
  const tries = fullJitter(remainingMs, time)();
  now += tryMs;
  while (await tries.again()) now += tryMs;
}

test('each wait may be twice as long as the one before, up to two seconds', async () => {
  await exhaust(() => 60_000);
  expect(waits.slice(0, 8)).toEqual([50, 100, 200, 400, 800, 1_600, 2_000, 2_000]);
});

test('a wait is anything between nothing and that', async () => {
  random = 0.25;
  await exhaust(() => 60_000);
  expect(waits.slice(0, 3)).toEqual([12.5, 25, 50]);
});

test('it ends after twenty seconds, those of the tries themselves included', async () => {
  const startedAt = now;
  await exhaust(() => 60_000);
  expect(now - startedAt).toBeLessThanOrEqual(20_000);
  expect(now - startedAt).toBeGreaterThan(18_000);
  waits = [];
  await exhaust(() => 60_000, 5_000);
  expect(waits).toEqual([50, 100, 200]);
});

test('it ends two seconds before the invocation does, so that what is left undone can still be reported', async () => {
  const endsAt = now + 5_000;
  await exhaust(() => endsAt - now);
  expect(waits).toEqual([50, 100, 200, 400, 800]);
  expect(endsAt - now).toBeGreaterThanOrEqual(2_000);
});

test.each([
  [60_000, 5_000],
  [7_000, 5_000],
  [6_000, 4_000],
  [2_400, 500],
  [-1, 500],
])('with %i ms left to the invocation, one try has %i', (remainingMs, tryMs) => {
  expect(tryTimeMs(remainingMs)).toBe(tryMs);
});
