import { noFaults } from './faults.ts';
import type { FaultProfile } from './world-settings.ts';

const hour = 3_600_000;

export const faultFree: FaultProfile = {
  rates: noFaults,
  duplicates: 0,
  indexLagMs: 0,
  lostRetries: 0,
  lateRetries: 0,
  lateMessages: 0,
  slowLaneWrites: 0,
  clockSkewMs: 0,
};

/** From a world in which nothing goes wrong to one in which much does. A seed runs in one of them. */
export const faultProfiles: readonly FaultProfile[] = [
  { ...faultFree, indexLagMs: 1_000, lateRetries: 0.02, slowLaneWrites: 0.1 },
  // The index never shows anything: what goes well, and in time, needs no reconciler.
  { ...faultFree, indexLagMs: Number.POSITIVE_INFINITY },
  {
    rates: { throttle: 0.01, responseLost: 0.01, crash: 0.003, slow: 0.01, hang: 0.001 },
    duplicates: 0.02,
    indexLagMs: 3 * hour,
    lostRetries: 0.02,
    lateRetries: 0.02,
    lateMessages: 0.02,
    slowLaneWrites: 0.05,
    clockSkewMs: 2_500,
  },
  {
    rates: { throttle: 0.06, responseLost: 0.04, crash: 0.02, slow: 0.03, hang: 0.003 },
    duplicates: 0.15,
    indexLagMs: 600_000,
    lostRetries: 0.1,
    lateRetries: 0.05,
    lateMessages: 0.02,
    slowLaneWrites: 0.2,
    clockSkewMs: 2_500,
  },
];
