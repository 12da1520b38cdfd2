/**
 * How many released deliveries of a lane may be in progress at the same time: the concurrency of a new lane, the first
 * after an outage, and the highest, for some 1,000 a second.
 */
export const newLaneConcurrency = 100;
export const recoveryConcurrency = 10;
export const maxConcurrency = 2000;
/** Growth per batch of a second: doubles in three, and is at its maximum half a minute after the endpoint's recovery. */
const concurrencyGrowth = 1.25;

/** The concurrency after a batch in which more deliveries waited than were allowed. */
export function raisedConcurrency(concurrency: number): number {
  return Math.min(maxConcurrency, Math.ceil(concurrency * concurrencyGrowth));
}
