import { beforeAll, expect, test } from '@jest/globals';
import { quantile } from '../support/quantile.ts';
import { beside, type Disturbance, type Effect } from './neighbours.ts';

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
    webhooks: 700,
    perSecond: 0,
    burst: 7_000,
  },
};

/** Virtual time, but thousands of real deliveries. */
const longestMs = 120_000;

let undisturbed: Effect;
beforeAll(async () => {
  undisturbed = await beside(undefined);
}, longestMs);

test.each(Object.entries(disturbances))(
  'quiet webhooks do not notice %s',
  async (_, disturbance) => {
    const { onset, latencies, others, arrived } = await beside(disturbance);
    expect(quantile(latencies, 0.99)).toBeLessThanOrEqual(aim * quantile(undisturbed.latencies, 0.99));
    // A flood of quick deliveries is over by then; most of those beside it do not wait for its end.
    if (disturbance.burst > 0) expect(quantile(onset, 0.5)).toBeLessThanOrEqual(2 * quantile(undisturbed.onset, 0.5));
    if (disturbance.mood !== 'hanging') expect(arrived).toBe(others);
  },
  longestMs,
);
