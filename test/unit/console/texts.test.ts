import { expect, test } from '@jest/globals';
import { executionRetryRefusal, retryRefusal } from '../../../console/src/deliveries/delivery-progress.ts';
import { waitingText } from '../../../console/src/webhooks/waiting-text.ts';

test.each([
  [{ parked: 0, scheduled: 0, inFlight: 0, isComplete: true }, 'None'],
  [{ parked: 2, scheduled: 0, inFlight: 1, isComplete: true }, '2 ready to be sent, 1 in progress'],
  [
    { parked: 1000, scheduled: 3, inFlight: 0, isComplete: false },
    'At least 1000 ready to be sent, 3 waiting for a retry',
  ],
])('waiting deliveries are named by what they wait for', (waiting, text) => {
  expect(waitingText(waiting)).toBe(text);
});

test('a retry is offered for ended deliveries only, and says why not', () => {
  for (const status of ['succeeded', 'failed', 'exhausted', 'discarded'] as const) {
    expect(retryRefusal(status)).toBeUndefined();
  }
  expect(retryRefusal('held')).toContain('resumed');
  for (const status of ['pending', 'retrying'] as const) expect(retryRefusal(status)).toContain('in progress');
});

test('a retry of an execution needs a failed step', () => {
  expect(executionRetryRefusal('succeeded')).toContain('succeeded');
  for (const status of ['failed', 'exhausted', 'discarded'] as const)
    expect(executionRetryRefusal(status)).toBeUndefined();
  expect(executionRetryRefusal('held')).toContain('resumed');
});
