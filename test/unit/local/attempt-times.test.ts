import { describe, expect, test } from '@jest/globals';
import { checkTimes, type Retry, showDuration } from '../../../bin/local/tour/attempt-times.ts';

const schedule = [60, 600];
const request = { method: 'POST', path: '/failing', headers: {}, body: Buffer.alloc(0), receivedAt: new Date(0) };
const retry = (number: number, dueSeconds: number): Retry => ({
  path: '/failing',
  request,
  status: 500,
  number,
  dueSeconds,
  cameSeconds: number,
});
const check = (...retries: readonly Retry[]) => checkTimes(retries, { path: '/failing', schedule });

describe('the times of retries', () => {
  test('hold when each was due by the schedule, up to a tenth later, one after the other', () => {
    expect(() => check(retry(1, 60), retry(2, 660))).not.toThrow();
    expect(() => check({ ...retry(3, 5), path: '/recovering' })).not.toThrow();
  });

  test('do not hold when one was due early or late, came out of turn, or was one too many', () => {
    expect(() => check(retry(1, 59.9))).toThrow('Retry 1 of /failing was due after 59.9 s instead of 60 s');
    expect(() => check(retry(1, 66.1))).toThrow('was due after 66.1 s');
    expect(() => check(retry(2, 600))).toThrow('Retry 2 of /failing came after retry 0');
    expect(() => check(retry(1, 60), retry(1, 60))).toThrow('Retry 1 of /failing came after retry 1');
    expect(() => check(retry(1, 60), retry(2, 600), retry(3, 3_600))).toThrow('the schedule has only 2');
  });
});

test.each([
  [0, '0 s'],
  [61.4, '1 min 1 s'],
  [3_600, '1 h'],
  [29_059, '8 h 4 min 19 s'],
  [129_600, '36 h'],
])('%d s are shown as %s', (seconds, shown) => {
  expect(showDuration(seconds)).toBe(shown);
});
