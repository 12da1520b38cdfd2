import { describe, expect, test } from '@jest/globals';
import { attemptDelivery } from '../../../functions/shared/deliveries/application/attempt-delivery.ts';
import type { HttpResult } from '../../../functions/shared/https/domain/http-result.ts';
import type { Webhook } from '../../../functions/shared/webhooks/domain/webhook.ts';
import { ScriptedSender } from '../../support/in-memory/scripted-sender.ts';
import { noTokens } from '../../support/no-tokens.ts';
import { anEvent } from '../../support/records/event.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const at = new Date('2026-01-02T03:04:05.678Z');
const clock = { now: () => at };
const bytes = (text: string) => new TextEncoder().encode(text);

const attempt = async (result: HttpResult, changes: Partial<Webhook> = {}, data: string = 'x') => {
  const sender = new ScriptedSender();
  sender.answer(aWebhook(changes).url, async () => result);
  const outcome = await attemptDelivery(
    { sender, clock, version: '1.2.3', tokens: noTokens },
    { webhook: aWebhook(changes), content: { kind: 'event', event: anEvent({ data }) }, deliveryId: '01J', number: 3 },
  );
  return { ...outcome, sender };
};

const response = (status: number, body: string, truncated = false): HttpResult => ({
  kind: 'response',
  status,
  headers: {},
  body: bytes(body),
  truncated,
  durationMs: 12.6,
});

describe('an attempt', () => {
  test('that succeeds is recorded with its status, time and excerpt', async () => {
    const { attempt: recorded, verdict, sent, sender } = await attempt(response(201, 'thanks'));
    expect(recorded).toEqual({
      number: 3,
      startedAt: '2026-01-02T03:04:05.678Z',
      durationMs: 13,
      status: 201,
      reason: 'The endpoint accepted the request: HTTP 201.',
      responseExcerpt: 'thanks',
    });
    expect(verdict.outcome).toBe('succeeded');
    expect(sender.sent).toEqual([sent?.request]);
  });

  test('that fails is recorded with its class and why', async () => {
    const { attempt: recorded, verdict } = await attempt(response(500, 'oops'.repeat(1000)));
    expect(recorded).toMatchObject({ status: 500, failure: 'server_error', reason: verdict.reason });
    expect(recorded).toMatchObject({ responseExcerpt: 'oops'.repeat(256), responseTruncated: true });
  });

  test('marks an excerpt of a response that was cut or broke off', async () => {
    expect((await attempt(response(200, 'short', true))).attempt).toMatchObject({ responseTruncated: true });
    const broken = { kind: 'no_response', errorClass: 'connection_reset', detail: 'It broke.', durationMs: 1 } as const;
    const { attempt: recorded } = await attempt({ ...broken, partial: { status: 200, body: bytes('beg') } });
    expect(recorded).toMatchObject({
      status: 200,
      responseExcerpt: 'beg',
      responseTruncated: true,
      reason: 'It broke.',
    });
    expect((await attempt(broken)).attempt).not.toHaveProperty('responseExcerpt');
  });

  test("shows none of the webhook's own secrets, whatever is made of the response", async () => {
    const webhook = { headers: { 'X-Key': 'hush-hush-0815' }, kind: 'pre_approval' } as const;
    const answer = '{"echo":"hush-hush-0815","response":{"key":"hush-hush-0815","n":12345678901234567890}}';
    const outcome = await attempt(response(200, answer), webhook);
    expect(outcome.attempt.responseExcerpt).toBe(answer.replaceAll('hush-hush-0815', '***'));
    expect(outcome.verdict).toMatchObject({ response: { key: '***' } });
    expect(JSON.stringify(outcome.sent?.result)).not.toMatch(/hush/);
    expect(outcome.sent?.request.headers).toMatchObject(webhook.headers);
  });

  test('shows no part of a secret at the end of an excerpt', async () => {
    const webhook = { headers: { 'X-Key': 'hush-hush-0815' } };
    const { attempt: recorded } = await attempt(response(200, `${'x'.repeat(1_014)}hush-hush-0815 and more`), webhook);
    expect(recorded).toMatchObject({ responseExcerpt: `${'x'.repeat(1_014)}*** and mo`, responseTruncated: true });
  });

  test('whose body would be too large sends nothing and ends', async () => {
    const template = Array.from({ length: 20 }, () => '${DATA}');
    const payload = { format: 'template', template } as const;
    const outcome = await attempt(response(200, ''), { payload }, 'x'.repeat(100_000));
    expect(outcome.sender.sent).toEqual([]);
    expect(outcome.sent).toBeUndefined();
    expect(outcome.verdict).toMatchObject({ failure: 'payload_too_large', retry: { kind: 'never' } });
    expect(outcome.attempt).toMatchObject({ number: 3, failure: 'payload_too_large', durationMs: 0 });
  });
});
