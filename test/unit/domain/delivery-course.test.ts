import { expect, test } from '@jest/globals';
import { afterAttempt, restartedRound } from '../../../functions/shared/domain/delivery-course.ts';
import type { Verdict } from '../../../functions/shared/domain/verdict.ts';
import { aDelivery } from '../../support/records/delivery.ts';

test('a delivery that is tried again says nothing of an earlier answer', () => {
  const answered = aDelivery({ response: { approved: true } });
  const now = Date.parse('2026-01-02T00:00:00.000Z');
  const position = { queue: 'parked', dueAt: '2026-01-02T00:00:00.000Z' } as const;
  const retried = restartedRound(answered, { id: 'r_1', trigger: 'manual', position, now });
  expect(retried).not.toHaveProperty('response');
  const verdict: Verdict = {
    outcome: 'failed',
    failure: 'response_contract',
    reason: 'It broke the contract.',
    retry: { kind: 'never' },
  };
  const attempt = { number: 2, startedAt: '2026-01-02T00:00:00.000Z', durationMs: 5, reason: verdict.reason };
  const failed = afterAttempt({ ...retried, position: undefined }, { attempt, verdict, schedule: [60], now });
  expect(failed).toMatchObject({ state: 'failed' });
  expect(failed).not.toHaveProperty('response');
});
