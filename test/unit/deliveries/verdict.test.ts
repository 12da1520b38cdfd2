import { describe, expect, test } from '@jest/globals';
import { judge } from '../../../functions/shared/deliveries/domain/verdict.ts';
import { type HttpResult, transportErrorClasses } from '../../../functions/shared/https/domain/http-result.ts';
import type { RetryAdvice } from '../../../functions/shared/webhooks/domain/retry-advice.ts';
import { type WebhookKind, webhookKinds } from '../../../functions/shared/webhooks/domain/webhook.ts';

const now = new Date('2026-01-02T03:04:05.000Z');
const inSeconds = (seconds: number): RetryAdvice => ({
  kind: 'not_before',
  at: new Date(now.getTime() + seconds * 1000),
});

type Answer = Readonly<{
  status: number;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  truncated?: boolean;
}>;

const response = ({ status, headers = {}, body = '', truncated = false }: Answer): HttpResult => ({
  kind: 'response',
  status,
  headers,
  body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
  truncated,
  durationMs: 1,
});

const judged = (answer: Answer, kind: WebhookKind = 'notification') =>
  judge({ kind, purpose: 'delivery', result: response(answer), now });

const failure = (name: string, retry: RetryAdvice = { kind: 'on_schedule' }) => ({
  outcome: 'failed',
  failure: name,
  retry,
  reason: expect.stringMatching(/^[A-Z].*\.$/),
});
const success = { outcome: 'succeeded', reason: expect.stringMatching(/^[A-Z].*\.$/) };

describe('the status, for every kind alike', () => {
  const table: readonly (readonly [number, ReturnType<typeof failure>])[] = [
    [100, failure('unexpected_status')],
    [101, failure('unexpected_status')],
    [199, failure('unexpected_status')],
    [300, failure('redirect')],
    [301, failure('redirect')],
    [304, failure('redirect')],
    [308, failure('redirect')],
    [399, failure('redirect')],
    [400, failure('client_error')],
    [401, failure('client_error')],
    [404, failure('client_error')],
    [408, failure('client_error')],
    [409, failure('client_error')],
    [410, failure('gone', { kind: 'disable_webhook' })],
    [425, failure('client_error')],
    [429, failure('client_error')],
    [499, failure('client_error')],
    [500, failure('server_error')],
    [502, failure('server_error')],
    [503, failure('server_error')],
    [599, failure('server_error')],
    [600, failure('unexpected_status')],
    [999, failure('unexpected_status')],
  ];
  test.each(webhookKinds.flatMap((kind) => table.map((row) => [kind, ...row] as const)))(
    '%s: %i fails',
    (kind, status, expected) => {
      expect(judged({ status, body: '{"response":"would parse"}' }, kind)).toEqual(expected);
    },
  );
});

test('every refusal is retried but that of an endpoint that is gone', () => {
  const statuses = Array.from({ length: 200 }, (_, index) => 400 + index);
  const ending = statuses.filter((status) => {
    const verdict = judged({ status });
    return verdict.outcome === 'failed' && verdict.retry.kind !== 'on_schedule';
  });
  expect(ending).toEqual([410]);
});

describe('a success status', () => {
  const parsed = { ...success, response: 'yes' };
  const broken = failure('response_contract', { kind: 'never' });
  const statuses = [200, 201, 202, 206, 226, 299];

  test.each([...statuses, 204])('%i is enough for notification and siem, whatever the body', (status) => {
    for (const kind of ['notification', 'siem'] as const) {
      expect(judged({ status }, kind)).toEqual(success);
      expect(judged({ status, body: 'not JSON', truncated: true }, kind)).toEqual(success);
    }
  });

  test.each(statuses)('%i needs a parsed response for the other kinds', (status) => {
    for (const kind of ['provisioning', 'deprovisioning', 'request_validation', 'pre_approval'] as const) {
      expect(judged({ status, body: '{"response":"yes"}' }, kind)).toEqual(parsed);
      expect(judged({ status, body: 'ok' }, kind)).toEqual(broken);
      expect(judged({ status }, kind)).toEqual(broken);
    }
  });

  test('204 is enough for provisioning and deprovisioning, not for the two that ask a question', () => {
    expect(judged({ status: 204 }, 'provisioning')).toEqual(success);
    expect(judged({ status: 204 }, 'deprovisioning')).toEqual(success);
    expect(judged({ status: 204 }, 'request_validation')).toEqual(broken);
    expect(judged({ status: 204 }, 'pre_approval')).toEqual(broken);
  });
});

describe('a parsed response', () => {
  test.each<[string, string, unknown]>([
    ['under output', '{"output":{"response":{"ok":true},"other":1}}', { ok: true }],
    ['under response', '{"response":{"ok":true}}', { ok: true }],
    ['under both: output first', '{"response":"second","output":{"response":"first"}}', 'first'],
    ['under response when output has none', '{"response":"top","output":{"other":1}}', 'top'],
    ['under response when output is no object', '{"response":"top","output":"text"}', 'top'],
    ['null', '{"response":null}', null],
    ['null under output', '{"output":{"response":null},"response":"top"}', null],
    ['false', '{"response":false}', false],
    ['empty text', '{"response":""}', ''],
    ['a list', '{"response":[1,[2]]}', [1, [2]]],
    ['after a byte order mark', '\ufeff{"response":1}', 1],
  ])('is found %s', (_where, body, expected) => {
    expect(judged({ status: 200, body }, 'pre_approval')).toEqual({ ...success, response: expected });
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['empty', '', /empty/],
    ['not JSON', '<html>', /not JSON/],
    ['bad UTF-8', Uint8Array.of(0x22, 0xff, 0x22), /not JSON/],
    ['a JSON text', '"response"', /neither/],
    ['a list', '[{"response":1}]', /neither/],
    ['neither', '{"output":{"result":1},"answer":2}', /neither/],
    ['inherited names', '{"output":{"constructor":1}}', /neither/],
    ['too deep to keep', `{"response":${'['.repeat(5000)}${']'.repeat(5000)}}`, /nested deeper than 64 levels/],
    ['of a number too large to keep', '{"response":1e400}', /number that is too large/],
    ['half a character', String.raw`{"response":"\ud800"}`, /not valid Unicode/],
    ['larger written out', `{"response":[${'1e20,'.repeat(20_000)}0]}`, /more than 100 KB as JSON/],
  ])('is missing from a body that is %s, and that is not retried', (_what, body, reason) => {
    const verdict = judged({ status: 200, body }, 'request_validation');
    expect(verdict).toEqual(failure('response_contract', { kind: 'never' }));
    expect(verdict.reason).toMatch(reason);
  });

  test('must fit the cap when it is used', () => {
    const answer = { status: 200, body: '{"response":1}', truncated: true };
    expect(judged(answer, 'provisioning')).toEqual(failure('response_too_large', { kind: 'never' }));
    expect(judged({ ...answer, status: 500 }, 'provisioning')).toEqual(failure('server_error'));
  });
});

describe('a rule step', () => {
  const step = (answer: Answer, kind: WebhookKind = 'notification') =>
    judge({ kind, purpose: 'rule_step', result: response(answer), now });

  test('succeeds with any response, and keeps the contract of its webhook', () => {
    for (const body of ['{"a":[1]}', 'fine', '', '[1e400]']) expect(step({ status: 200, body })).toEqual(success);
    expect(step({ status: 200, body: '{"response":1,"more":1e400}' }, 'pre_approval')).toMatchObject(success);
    expect(step({ status: 200, body: 'fine' }, 'pre_approval')).toEqual(
      failure('response_contract', { kind: 'never' }),
    );
  });

  test('fails on a response over the cap', () => {
    expect(step({ status: 200, body: 'x', truncated: true })).toEqual(failure('response_too_large', { kind: 'never' }));
  });
});

describe('a redirect', () => {
  test.each<[string | undefined, RegExp]>([
    ['https://other.example/secret?token=1', /redirects to other\.example \(/],
    ['//other.example:8443/x', /to other\.example:8443 \(/],
    ['/moved', /another path of the same host/],
    ['', /redirects \(HTTP 302\)/],
    [undefined, /redirects \(HTTP 302\)/],
    ['http://[bad', /redirects \(HTTP 302\)/],
    [`https://${'a'.repeat(15_000)}/`, /redirects \(HTTP 302\)/],
    ['mailto:me', /redirects \(HTTP 302\)/],
  ])('to %j names the host and nothing else of it', (location, reason) => {
    const verdict = judged({ status: 302, headers: location === undefined ? {} : { location } });
    expect(verdict.reason).toMatch(reason);
    expect(verdict.reason).not.toMatch(/secret|token/);
  });
});

describe('Retry-After', () => {
  const schedule: RetryAdvice = { kind: 'on_schedule' };
  const table: readonly (readonly [string, RetryAdvice])[] = [
    ['120', inSeconds(120)],
    [' 120 ', inSeconds(120)],
    ['1', inSeconds(1)],
    ['0', schedule],
    ['-5', schedule],
    ['1.5', schedule],
    ['1e3', schedule],
    ['soon', schedule],
    ['banana 2050', schedule],
    ['2050', inSeconds(2050)],
    ['', schedule],
    ['120, 60', schedule],
    ['99999999999999999999999', inSeconds(7 * 86_400)],
    ['9'.repeat(400), inSeconds(7 * 86_400)],
    ['Fri, 02 Jan 2026 03:05:05 GMT', inSeconds(60)],
    ['Friday, 02-Jan-26 03:05:05 GMT', inSeconds(60)],
    ['Fri Jan  2 03:05:05 2026', inSeconds(60)],
    ['Fri, 02 Jan 2026 03:04:05 GMT', schedule],
    ['Thu, 01 Jan 2026 00:00:00 GMT', schedule],
    ['Fri, 02 Jan 9026 03:05:05 GMT', inSeconds(7 * 86_400)],
    ['Fri, 99 Jan 2026 03:05:05 GMT', schedule],
    ['2026-01-02T03:05:05Z', schedule],
  ];
  test.each(table)('%j', (header, retry) => {
    for (const status of [429, 503]) {
      expect(judged({ status, headers: { 'retry-after': header } })).toMatchObject({ outcome: 'failed', retry });
    }
    expect(judged({ status: 500, headers: { 'retry-after': header } })).toMatchObject({ retry: schedule });
  });
});

describe('no response', () => {
  test.each(transportErrorClasses)('%s is retried, but for a blocked address', (errorClass) => {
    const result: HttpResult = { kind: 'no_response', errorClass, detail: 'It broke.', durationMs: 1 };
    expect(judge({ kind: 'notification', purpose: 'delivery', result, now })).toEqual({
      outcome: 'failed',
      failure: errorClass,
      reason: 'It broke.',
      retry: { kind: errorClass === 'blocked_address' ? 'blocked' : 'on_schedule' },
    });
  });
});
