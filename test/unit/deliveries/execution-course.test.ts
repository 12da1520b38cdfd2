import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery } from '../../../functions/shared/deliveries/domain/delivery.ts';
import {
  afterAttempt,
  attemptsOfRound,
  hasEnded,
  park,
  restartedRound,
} from '../../../functions/shared/deliveries/domain/delivery-course.ts';
import { responseNameOf, stepMessageId } from '../../../functions/shared/deliveries/domain/execution.ts';
import type { Verdict } from '../../../functions/shared/deliveries/domain/verdict.ts';
import { anExecution } from '../../support/records/execution.ts';

const second = 1_000;
const start = Date.parse('2026-01-01T00:00:00.000Z');
const succeeded: Verdict = { outcome: 'succeeded', reason: 'HTTP 200.', response: { all: 'of it' } };
const failed: Verdict = {
  outcome: 'failed',
  failure: 'server_error',
  reason: 'HTTP 500.',
  retry: { kind: 'on_schedule' },
};
const unusable: Verdict = {
  outcome: 'failed',
  failure: 'response_too_large',
  reason: 'Too large.',
  retry: { kind: 'never' },
};

function attempted(delivery: Delivery, verdict: Verdict, now: number): Delivery {
  const attempt = {
    number: delivery.attempts.length + 1,
    step: (delivery.execution?.step ?? 0) + 1,
    startedAt: new Date(now).toISOString(),
    durationMs: 1,
    reason: verdict.reason,
    ...(verdict.outcome === 'failed' && { failure: verdict.failure }),
  };
  const next = { responseName: `answer-${attempt.step}`, leaseUntil: now + 300 * second };
  return afterAttempt(delivery, { attempt, verdict, schedule: [60, 600], now, next });
}

describe('a step that succeeds', () => {
  const after = attempted(anExecution(), succeeded, start);

  test("hands the execution to the next step's webhook, leased there", () => {
    expect(after).toMatchObject({
      status: 'pending',
      webhookId: 'wh_2',
      execution: { step: 1, attemptsBefore: 1, responseNames: ['answer-1'], stepStartedAt: '2026-01-01T00:00:00.000Z' },
      position: { queue: 'leased', dueAt: '2026-01-01T00:05:00.000Z' },
    });
    expect(attemptsOfRound(after)).toEqual([]);
  });

  test('as the last one ends the execution, whose response nobody uses', () => {
    const end = attempted(after, succeeded, start + second);
    expect(end).toMatchObject({
      status: 'succeeded',
      webhookId: 'wh_2',
      execution: { step: 1, responseNames: ['answer-1'] },
    });
    expect(end).not.toHaveProperty('position');
    expect(end).not.toHaveProperty('response');
  });

  test('gives the next one a whole schedule of its own', () => {
    const later = start + 100_000 * second;
    const retried = attempted(after, failed, later);
    expect(retried).toMatchObject({ status: 'retrying', webhookId: 'wh_2', position: { queue: 'scheduled' } });
    expect(Date.parse(retried.nextAttemptAt ?? '')).toBeGreaterThanOrEqual(later + 60 * second);
    const again = attempted(attempted(retried, failed, later + 60 * second), failed, later + 700 * second);
    expect(again).toMatchObject({ status: 'exhausted', webhookId: 'wh_2', attempts: { length: 4 } });
  });

  test('leaves a paused next step waiting since its own turn came', () => {
    expect(park(attempted(anExecution(), succeeded, start + second), 'paused', start + 2 * second)).toMatchObject({
      status: 'held',
      webhookId: 'wh_2',
      position: { queue: 'parked', dueAt: '2026-01-01T00:00:01.000Z' },
    });
  });
});

test('a response that cannot be used ends the execution', () => {
  expect(attempted(anExecution(), unusable, start)).toMatchObject({ status: 'failed', execution: { step: 0 } });
});

test('a manual retry goes on from the failed step, and what comes after it is retried as ever', () => {
  const failing = attempted(
    attempted(attempted(anExecution(), failed, start), failed, start + 60_000),
    failed,
    start + 700_000,
  );
  expect(failing.status).toBe('exhausted');
  const position = { queue: 'leased', dueAt: '2026-01-03T00:00:00.000Z' } as const;
  const round = restartedRound(failing, { id: 'click', trigger: 'manual', position, now: start + 10_000_000 });
  expect(round).toMatchObject({ webhookId: 'wh_1', execution: { step: 0 } });
  expect(attempted(round, failed, start + 10_001_000)).toMatchObject({ status: 'exhausted' });
  const advanced = attempted(round, succeeded, start + 10_001_000);
  expect(advanced).toMatchObject({ webhookId: 'wh_2', execution: { step: 1, attemptsBefore: 4 } });
  expect(attempted(advanced, failed, start + 10_002_000)).toMatchObject({ status: 'retrying' });
});

test('whatever happens, steps come in order, each done once, and every one that is passed has its response', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 }),
      fc.array(fc.constantFrom(succeeded, succeeded, failed, unusable), { maxLength: 40 }),
      (count, verdicts) => {
        const steps = Array.from({ length: count }, (_, index) => ({ webhookId: `wh_${index}` }));
        let delivery: Delivery = anExecution({ webhookId: 'wh_0', execution: { steps } });
        for (const [index, verdict] of verdicts.entries()) {
          if (hasEnded(delivery)) break;
          delivery = attempted(delivery, verdict, start + index * 1_000 * second);
        }
        const { execution, attempts, status, webhookId } = delivery;
        const done = attempts.filter(({ failure }) => failure === undefined).map(({ step }) => step);
        expect(done).toEqual(Array.from({ length: done.length }, (_, index) => index + 1));
        expect(done).toHaveLength((execution?.step ?? 0) + (status === 'succeeded' ? 1 : 0));
        expect(execution?.responseNames).toEqual(done.slice(0, execution?.step).map((step) => `answer-${step}`));
        expect(webhookId).toBe(steps[execution?.step ?? 0]?.webhookId);
        expect(status === 'succeeded').toBe(done.length === count);
      },
    ),
  );
});

test('the first step is called under the id of the execution, others under ids of their own that hold no dot', () => {
  const ids = [0, 1, 2].map((step) => stepMessageId('x_1', anExecution({ execution: { step } }).execution));
  expect(ids).toEqual(['x_1', 'x_1-2', 'x_1-3']);
});

test('a response is named by its bytes and where they came from', () => {
  const body = new Uint8Array([1, 2]);
  const name = responseNameOf({ url: 'https://a.example/', body });
  expect(responseNameOf({ url: 'https://a.example/', body: new Uint8Array([1, 2]) })).toBe(name);
  expect(responseNameOf({ url: 'https://b.example/', body })).not.toBe(name);
  expect(responseNameOf({ url: 'https://a.example/', body: new Uint8Array([1, 3]) })).not.toBe(name);
});
