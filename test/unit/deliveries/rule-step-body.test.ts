import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { renderStep, type StepContent } from '../../../functions/shared/deliveries/domain/rule-step-body.ts';
import { maxResponseBytes } from '../../../functions/shared/https/domain/http-result.ts';
import { anEvent } from '../../support/records/event.ts';
import { anExecution } from '../../support/records/execution.ts';

const attemptAt = new Date('2026-01-02T00:00:00.000Z');
const bytes = (text: string) => new TextEncoder().encode(text);

const textOf = (changes: Partial<StepContent> = {}) =>
  renderStep(
    {
      executionId: 'x_1',
      execution: anExecution().execution,
      event: anEvent({ scorecard: { id: 'sc_1', domain: 'example.com' } }),
      retries: 0,
      responses: [],
      ...changes,
    },
    attemptAt,
  );
const bodyOf = (changes: Partial<StepContent> = {}) => JSON.parse(textOf(changes));

describe("a step's body", () => {
  test("has the contract's fields, and nothing else", () => {
    expect(bodyOf()).toEqual({
      scorecard_id: 'sc_1',
      domain: 'example.com',
      trigger: { event: 'hit.detected', rule_id: 'rule_1', rule_name: 'Tell the vendor', data: anEvent().data },
      execution_id: 'x_1',
      created_at: '2026-01-02T00:00:00.000Z',
      retries: 0,
      webhooks: [],
    });
  });

  test('keeps the time of the first attempt on a retry', () => {
    const firstAttemptAt = '2026-01-01T00:00:00.000Z';
    expect(bodyOf({ firstAttemptAt, retries: 2 })).toMatchObject({ created_at: firstAttemptAt, retries: 2 });
  });

  test("takes the scorecard's kept domain when the event names none, and null when nobody does", () => {
    const execution = { ...anExecution().execution, domain: 'kept.example' };
    expect(bodyOf({ execution, event: anEvent({ scorecard: { id: 'sc_1' } }) })).toMatchObject({
      domain: 'kept.example',
    });
    expect(bodyOf({ execution })).toMatchObject({ domain: 'example.com' });
    expect(bodyOf({ event: anEvent({ scorecard: undefined }) })).toMatchObject({ scorecard_id: null, domain: null });
  });
});

describe('responses to earlier steps', () => {
  const answer = (body: Uint8Array, url = 'https://a.example/') => ({ url, body });

  test('are passed on in order, JSON as JSON and anything else as text', () => {
    const responses = [
      answer(bytes('{"ticket": 7}'), 'https://a.example/'),
      answer(bytes('OK "done"'), 'https://b.example/?x=1'),
      answer(bytes('')),
    ];
    expect(bodyOf({ responses }).webhooks).toEqual([
      { url: 'https://a.example/', response: { ticket: 7 } },
      { url: 'https://b.example/?x=1', response: 'OK "done"' },
      { url: 'https://a.example/', response: '' },
    ]);
  });

  test('keep numbers that a program would round', () => {
    expect(textOf({ responses: [answer(bytes('{"id":12345678901234567890}'))] })).toContain(
      '"id":12345678901234567890',
    );
  });

  test.each([
    ['nested too deep', `${'['.repeat(70)}${']'.repeat(70)}`],
    ['with a member that some parsers stumble over', '{"__proto__":{"a":1}}'],
  ])('%s are text', (_, text) => {
    expect(bodyOf({ responses: [answer(bytes(text))] }).webhooks[0].response).toBe(text);
  });

  test('whatever they are never break the body, add fields or grow beyond a bound', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(bytes), fc.string().map(bytes)), {
          maxLength: 9,
        }),
        (received) => {
          const text = textOf({ responses: received.map((body) => answer(body)) });
          const body = JSON.parse(text);
          expect(Object.keys(body)).toHaveLength(7);
          expect(body.webhooks).toHaveLength(received.length);
          expect(Buffer.byteLength(text)).toBeLessThan(1_000 + received.length * (6 * 300 + 100));
        },
      ),
    );
  });

  test('of 100 KB each fit nine times', () => {
    const responses = Array.from({ length: 9 }, () => answer(bytes('x'.repeat(maxResponseBytes))));
    expect(bodyOf({ responses }).webhooks[8].response).toHaveLength(maxResponseBytes);
  });
});
