import { expect, test } from '@jest/globals';
import { timeBudgets } from '../../../functions/shared/platform/adapters/time-budgets.ts';

test('a space has a burst of time, and regains its share as time goes by, never more than the burst', () => {
  const budgets = timeBudgets({ burstMs: 1_000, share: 0.1 });
  expect(budgets.left('acme', 0)).toBe(1_000);
  budgets.charge('acme', { ms: 700, now: 0 });
  expect(budgets.left('acme', 0)).toBe(300);
  expect(budgets.left('acme', 2_000)).toBe(500);
  expect(budgets.left('acme', 60_000)).toBe(1_000);
});

test('what was charged beyond the burst is worked off as well', () => {
  const budgets = timeBudgets({ burstMs: 1_000, share: 0.1 });
  budgets.charge('acme', { ms: 1_500, now: 0 });
  expect(budgets.left('acme', 0)).toBe(0);
  expect(budgets.left('acme', 5_000)).toBe(0);
  budgets.charge('acme', { ms: 100, now: 5_000 });
  expect(budgets.left('acme', 10_000)).toBe(400);
});

test('spaces have budgets of their own', () => {
  const budgets = timeBudgets({ burstMs: 1_000, share: 0.1 });
  budgets.charge('acme', { ms: 1_000, now: 0 });
  expect(budgets.left('other', 0)).toBe(1_000);
});
