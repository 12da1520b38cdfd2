import { beforeEach, describe, expect, test } from '@jest/globals';
import {
  type AttemptRequest,
  attemptDelivery,
} from '../../../functions/shared/deliveries/application/attempt-delivery.ts';
import type { HttpResult } from '../../../functions/shared/https/domain/http-result.ts';
import { sharedTokens } from '../../../functions/shared/webhooks/application/access-tokens.ts';
import type { WebhookAuth } from '../../../functions/shared/webhooks/domain/webhook.ts';
import { VirtualClock } from '../../support/in-memory/clock.ts';
import { response, ScriptedSender } from '../../support/in-memory/scripted-sender.ts';
import { InMemoryTokenStore } from '../../support/in-memory/token-store.ts';
import { anEvent } from '../../support/records/event.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const tokenUrl = 'https://login.example.com/token';
const auth: WebhookAuth = { type: 'oauth2', tokenUrl, clientId: 'the client', clientSecret: 'hush: secret' };
const webhook = aWebhook({ auth });

let clock: VirtualClock;
let sender: ScriptedSender;
let store: InMemoryTokenStore;
/** What the token endpoint answers; each token once. */
let tokenAnswer: () => Promise<HttpResult>;
let made: number;

beforeEach(() => {
  clock = new VirtualClock();
  sender = new ScriptedSender();
  store = new InMemoryTokenStore();
  made = 0;
  tokenAnswer = async () => {
    made += 1;
    return response(200, JSON.stringify({ access_token: `token-${made}`, token_type: 'Bearer', expires_in: 3_600 }));
  };
  sender.answer(tokenUrl, () => tokenAnswer());
});

/** A function that makes deliveries, of several that share a table. */
function aFunction() {
  const pause = async (ms: number) => void clock.advance(ms);
  const tokens = sharedTokens({ sender, clock, store, pause, version: '1.2.3' });
  return (changes: Partial<AttemptRequest> = {}) =>
    attemptDelivery(
      { sender, clock, version: '1.2.3', tokens },
      { webhook, content: { kind: 'event', event: anEvent() }, deliveryId: 'd1', number: 1, ...changes },
    );
}

const sentTo = (url: string) => sender.sent.filter((request) => request.url === url);
const bearers = () => sentTo(webhook.url).map(({ headers }) => headers.authorization);

test('a token is asked for as RFC 6749 has it, and goes along with the delivery', async () => {
  const outcome = await aFunction()({
    webhook: aWebhook({ auth: { ...auth, scope: 'a b', audience: 'https://api.example.com/' } }),
  });
  const [asked] = sentTo(tokenUrl);
  expect(new TextDecoder().decode(asked?.body)).toBe(
    'grant_type=client_credentials&scope=a+b&audience=https%3A%2F%2Fapi.example.com%2F',
  );
  expect(asked).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  const basic = Buffer.from(asked?.headers.authorization?.replace('Basic ', '') ?? '', 'base64').toString();
  expect(basic).toBe('the+client:hush%3A+secret');
  expect(bearers()).toEqual(['Bearer token-1']);
  expect(outcome.verdict.outcome).toBe('succeeded');
});

test('the token endpoint has its own clocks, at most, and its own authority, but no certificate of the webhook', async () => {
  const timeouts = { connectSeconds: 20, requestSeconds: 2 };
  const tls = { caCertificate: 'other', clientKey: 'key', clientCertificate: 'c' };
  await aFunction()({ webhook: aWebhook({ auth: { ...auth, caCertificate: 'ca' }, timeouts, tls }) });
  expect(sentTo(tokenUrl)).toMatchObject([{ timeouts: { connectSeconds: 4, requestSeconds: 2 } }]);
  expect(sentTo(tokenUrl)[0]?.tls).toEqual({ caCertificate: 'ca' });
});

describe('one token serves many deliveries', () => {
  test('side by side in one function and across functions', async () => {
    const [one, other] = [aFunction(), aFunction()];
    await Promise.all([one(), one(), other(), other()]);
    await Promise.all([one(), other()]);
    expect(sentTo(tokenUrl)).toHaveLength(1);
    expect(new Set(bearers())).toEqual(new Set(['Bearer token-1']));
  });

  test('until shortly before its end', async () => {
    const send = aFunction();
    await send();
    clock.advance(3_600_000 - 30_001);
    await send();
    clock.advance(1);
    await send();
    expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
  });

  test('but none of other credentials', async () => {
    const send = aFunction();
    await send();
    await send({ webhook: aWebhook({ auth: { ...auth, clientSecret: 'another' } }) });
    await send({ webhook: aWebhook({ auth, id: 'wh_2' }) });
    expect(sentTo(tokenUrl)).toHaveLength(3);
  });
});

describe('a 401', () => {
  const refuses = (token: string) =>
    sender.answer(webhook.url, async () => {
      const isRefused = sender.sent.at(-1)?.headers.authorization === `Bearer ${token}`;
      return response(isRefused ? 401 : 200);
    });

  test('to a token that was kept has another fetched, once for all that met it, and succeeds within the attempt', async () => {
    const [one, other] = [aFunction(), aFunction()];
    await one();
    refuses('token-1');
    const outcomes = await Promise.all([one(), one(), other()]);
    expect(outcomes.map(({ verdict }) => verdict.outcome)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(sentTo(tokenUrl)).toHaveLength(2);
  });

  test('to a token that is new is a failure like any other', async () => {
    sender.answer(webhook.url, async () => response(401));
    const outcome = await aFunction()();
    expect(outcome.verdict).toMatchObject({ outcome: 'failed', failure: 'client_error' });
    expect([sentTo(tokenUrl).length, sentTo(webhook.url).length]).toEqual([1, 1]);
  });

  test('is not tried again within an attempt when the new token is refused as well', async () => {
    const send = aFunction();
    await send();
    sender.answer(webhook.url, async () => response(401));
    const outcome = await send();
    expect(outcome.attempt.status).toBe(401);
    expect([sentTo(tokenUrl).length, sentTo(webhook.url).length]).toEqual([2, 3]);
  });

  test('that comes late is left to the next attempt, so that a function has time for both', async () => {
    const send = aFunction();
    await send();
    sender.answer(webhook.url, async () => {
      clock.advance(5_001);
      return response(401);
    });
    await send();
    expect(sentTo(tokenUrl)).toHaveLength(1);
  });
});

describe('a token endpoint that fails', () => {
  const error =
    (status: number, body: object, headers = {}) =>
    async (): Promise<HttpResult> => ({
      ...response(status, JSON.stringify(body)),
      headers,
    });

  test.each([
    ['refuses the client', error(401, { error: 'invalid_client' }), /HTTP 401 \(invalid_client\)/],
    ['says something of its own', error(400, { error: 'hush: secret' }), /HTTP 400\.$/],
    ['answers with no token', error(200, { access_token: 7 }), /no bearer token/],
    [
      'answers with what fits no header',
      error(200, { access_token: 'a\r\nb', token_type: 'bearer' }),
      /no bearer token/,
    ],
    ['answers with a token of another kind', error(200, { access_token: 'a', token_type: 'mac' }), /no bearer token/],
    [
      'does not respond',
      async (): Promise<HttpResult> => ({
        kind: 'no_response',
        errorClass: 'connect_timeout',
        detail: 'No connection within 4 s.',
        durationMs: 4_000,
      }),
      /did not respond: No connection within 4 s/,
    ],
  ])('as it %s is the failure of the attempt, and nothing is sent', async (_what, answer, reason) => {
    tokenAnswer = answer;
    const { attempt, verdict, sent } = await aFunction()();
    expect(attempt).toMatchObject({ failure: 'token_error', reason: expect.stringMatching(reason) });
    expect(verdict).toMatchObject({ outcome: 'failed', retry: { kind: 'on_schedule' } });
    expect([sent, sentTo(webhook.url)]).toEqual([undefined, []]);
    expect(JSON.stringify(attempt)).not.toContain('hush');
  });

  test('is asked once in five seconds, however many deliveries want a token in however many functions', async () => {
    tokenAnswer = error(500, {});
    const functions = [aFunction(), aFunction(), aFunction()];
    const outcomes = await Promise.all(functions.flatMap((send) => [send(), send(), send()]));
    expect(new Set(outcomes.map(({ attempt }) => attempt.failure))).toEqual(new Set(['token_error']));
    expect(sentTo(tokenUrl)).toHaveLength(1);
    clock.advance(5_001);
    await Promise.all(functions.map((send) => send()));
    expect(sentTo(tokenUrl)).toHaveLength(2);
  });

  test('is left alone for as long as it asks', async () => {
    tokenAnswer = error(503, {}, { 'retry-after': '600' });
    const { verdict } = await aFunction()();
    const at = new Date(clock.now().getTime() + 600_000);
    expect(verdict).toMatchObject({ retry: { kind: 'not_before', at } });
  });

  test('is made up for by the next function when the one that was to fetch has died', async () => {
    tokenAnswer = () => new Promise(() => {});
    void aFunction()();
    await Promise.resolve();
    expect(sentTo(tokenUrl).length).toBeLessThanOrEqual(1);
    tokenAnswer = async () =>
      response(200, JSON.stringify({ access_token: 'late', token_type: 'bearer', expires_in: 60 }));
    const { verdict } = await aFunction()();
    expect(verdict.outcome).toBe('succeeded');
  });
});

test('an endpoint that repeats the token or the client secret hands it to nobody', async () => {
  sender.answer(webhook.url, async () => response(500, 'You sent Bearer token-1, and hush: secret'));
  const outcome = await aFunction()();
  expect(JSON.stringify(outcome.attempt)).not.toMatch(/token-1|hush/);
});
