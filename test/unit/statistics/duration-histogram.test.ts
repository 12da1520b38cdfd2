import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addHistograms,
  histogramOf,
  percentile,
} from '../../../functions/shared/statistics/domain/duration-histogram.ts';

const durations = fc.array(fc.double({ min: 1, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 200 });

test('a percentile is within 5 % of the exact one, or half a millisecond', () => {
  fc.assert(
    fc.property(durations, fc.constantFrom(0.5, 0.95), (all, share) => {
      const exact = all.toSorted((one, other) => one - other)[Math.ceil(share * all.length) - 1] ?? 0;
      const found = percentile(histogramOf(all), share) ?? 0;
      expect(Math.abs(found - exact)).toBeLessThanOrEqual(0.05 * exact + 0.5);
    }),
  );
});

test('histograms add up to that of all durations', () => {
  fc.assert(
    fc.property(durations, durations, (one, other) => {
      expect(addHistograms(histogramOf(one), histogramOf(other))).toEqual(histogramOf([...one, ...other]));
    }),
  );
});

test('what took no time counts as a millisecond, and nothing has no percentile', () => {
  expect(percentile(histogramOf([0, 0.2]), 0.95)).toBe(1);
  expect(percentile({}, 0.5)).toBeUndefined();
});
