import { expect, test } from '@jest/globals';
import { quantile } from '../support/quantile.ts';
import { beside, type Disturbance } from './neighbours.ts';

/** From 30 seconds after the onset, of what it is undisturbed. */
const aim = 1.2;

const disturbances: Readonly<Record<string, Disturbance>> = {
  'one webhook with a tenth of all, that takes 14 s to succeed': {
    mood: 'slow',
    space: 'other',
    webhooks: 1,
    perSecond: 3,
    burst: 0,
  },
  'thirty such webhooks': { mood: 'slow', space: 'other', webhooks: 30, perSecond: 3, burst: 0 },
  'endpoints that never answer, with half of all': {
    mood: 'hanging',
    space: 'other',
    webhooks: 30,
    perSecond: 27,
    burst: 0,
  },
  'an event for thousands of one space': {
    mood: 'quick',
    space: 'other',
    webhooks: 1_500,
    perSecond: 0,
    burst: 15_000,
  },
};

test.each(Object.entries(disturbances))('quiet webhooks do not notice %s', async (_, disturbance) => {
  const undisturbed = quantile((await beside(undefined)).latencies, 0.99);
  const { latencies, others, arrived } = await beside(disturbance);
  expect(quantile(latencies, 0.99)).toBeLessThanOrEqual(aim * undisturbed);
  if (disturbance.mood !== 'hanging') expect(arrived).toBe(others);
});
