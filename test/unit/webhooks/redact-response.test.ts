import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type HttpResult, maxResponseBytes } from '../../../functions/shared/https/domain/http-result.ts';
import { redactHeaders, redactResponse } from '../../../functions/shared/webhooks/domain/redact-response.ts';
import type { Webhook } from '../../../functions/shared/webhooks/domain/webhook.ts';
import { response } from '../../support/in-memory/scripted-sender.ts';
import { aWebhook } from '../../support/records/webhook.ts';

const bodyOf = (result: HttpResult) =>
  Buffer.from(result.kind === 'response' ? result.body : (result.partial?.body ?? '')).toString();
const redact = (body: string | Uint8Array, webhook: Partial<Webhook>) =>
  bodyOf(redactResponse(response(200, body), aWebhook(webhook)));
const withHeader = (value: string, name = 'X-Key') => ({ headers: { [name]: value } });

const hush = 'hush-hush-0815';

describe('what an endpoint responds is shown without', () => {
  test.each<[string, Partial<Webhook>, string, string]>([
    ['the value of a header', withHeader(hush), `key: ${hush}!`, 'key: ***!'],
    ['a value that comes several times', withHeader(hush), `${hush}${hush} ${hush}`, '****** ***'],
    ['several values', { headers: { a: hush, b: 'second-one' } }, `second-one,${hush}`, '***,***'],
    ['a value that begins another', { headers: { a: hush, b: `${hush}-more` } }, `${hush}-more ${hush}`, '*** ***'],
    ['the token of a scheme', withHeader('Bearer abc.def.ghi', 'Authorization'), 'token: abc.def.ghi', 'token: ***'],
    ['the value of a parameter', withHeader('Token key="abcdefghi"', 'Authorization'), '<abcdefghi>', '<***>'],
    ['a pair of credentials', withHeader(`Basic ${btoa('ann:pass:word')}`, 'Authorization'), 'ann:pass:word', '***'],
    [
      'a password',
      withHeader(`basic ${btoa('ann:pass:word')}`, 'Authorization'),
      '{"was":"pass:word"}',
      '{"was":"***"}',
    ],
    ['a signing secret', { secrets: [{ value: 'simple secret' }] }, 'not simple secret', 'not ***'],
    ['an older one', { secrets: [{ value: 'x' }, { value: 'simple secret' }] }, 'simple secret', '***'],
    ['one without its prefix', { secrets: [{ value: 'whsec_MfKQ9r8GKYqr' }] }, 'MfKQ9r8GKYqr', '***'],
    [
      'the client key',
      { tls: { clientKey: '-----BEGIN-----\r\nMIIEvQIBADAN\nBgkqhkiG9w0B\n' } },
      'MIIEvQIBADAN\\nBgkqhkiG9w0B',
      '***\\n***',
    ],
    ['a value in JSON', withHeader('say "hush"/\\now'), `{"k":${JSON.stringify('say "hush"/\\now')}}`, '{"k":"***"}'],
    ['a value in JSON as PHP writes it', withHeader('abc/def/ghi'), String.raw`{"k":"abc\/def\/ghi"}`, '{"k":"***"}'],
    [
      'a value in JSON as .NET writes it',
      withHeader('abc+def+ghi'),
      String.raw`{"k":"abc\u002Bdef\u002Bghi"}`,
      '{"k":"***"}',
    ],
    [
      'a value in JSON within JSON',
      withHeader('say "hush"'),
      JSON.stringify({ k: '{"l":"say \\"hush\\""}' }),
      String.raw`{"k":"{\"l\":\"***\"}"}`,
    ],
    ['a name in JSON', withHeader(hush), `{"${hush}":1}`, '{"***":1}'],
    [
      'a value that became a number',
      withHeader('4711081500'),
      '{"k":4711081500,"l":14711081500}',
      '{"k":"***","l":14711081500}',
    ],
    [
      'a value in half a JSON text',
      withHeader('say "hush"/x'),
      String.raw`{"k":"say \"hush\"\/x","l":`,
      '{"k":"***","l":',
    ],
    [
      'a value in half a JSON text by another',
      withHeader('say "hush"/x'),
      String.raw`{"k":"say \"hush\"/x"`,
      '{"k":"***"',
    ],
    ['a secret that is no Unicode', { secrets: [{ value: '\ud800hush-hush' }] }, '%EF%BF%BDhush-hush', '***'],
    [
      'a value in a URL',
      withHeader('abc+def/ghi='),
      'https://x.example/?k=abc%2Bdef%2Fghi%3D',
      'https://x.example/?k=***',
    ],
    [
      'a value in HTML',
      withHeader(`<"hush" & 'hush'>`),
      '<p>&lt;&quot;hush&quot; &amp; &#39;hush&#39;&gt;</p>',
      '<p>***</p>',
    ],
    ['a value beyond ASCII', withHeader('grüße-grüße'), 'k=grüße-grüße', 'k=***'],
    ['a secret that is no Latin-1', { secrets: [{ value: '東京東京東京東京' }] }, '"東京東京東京東京"', '"***"'],
  ])('%s', (_, webhook, answer, expected) => {
    expect(redact(answer, webhook)).toBe(expected);
  });

  test('a value that comes in Latin-1, among other bytes', () => {
    const bytes = Buffer.from([0xff, 0, ...Buffer.from('grüße-grüße', 'latin1'), 0xfe]);
    const redacted = redactResponse(response(200, bytes), aWebhook(withHeader('grüße-grüße')));
    expect(redacted).toMatchObject({ body: Buffer.from([0xff, 0, ...Buffer.from('***'), 0xfe]) });
  });

  test('the beginning of a value at which it was cut off', () => {
    const cut = (body: string) =>
      bodyOf(redactResponse({ ...response(200, body), truncated: true }, aWebhook(withHeader(hush))));
    expect(cut('key: hush-hush-0')).toBe('key: ***');
    expect(cut(`key: ${hush} and hush-hus`)).toBe('key: *** and ***');
    expect(cut('key: hush-hu')).toBe('key: hush-hu');
    expect(redact('key: hush-hush-0', withHeader(hush))).toBe('key: hush-hush-0');
    const broken = { kind: 'no_response', errorClass: 'connection_reset', detail: 'It broke.', durationMs: 1 } as const;
    const partial = { status: 200, body: Buffer.from(`key: ${hush}, hush-hush-0`) };
    expect(bodyOf(redactResponse({ ...broken, partial }, aWebhook(withHeader(hush))))).toBe('key: ***, ***');
    expect(redactResponse(broken, aWebhook(withHeader(hush)))).toBe(broken);
  });

  test('values in headers', () => {
    expect(redactHeaders({ 'x-echo': `a ${hush}`, date: 'today' }, aWebhook(withHeader(hush)))).toEqual({
      'x-echo': 'a ***',
      date: 'today',
    });
  });
});

describe('what an endpoint responds stays as it is', () => {
  test.each<[string, Partial<Webhook>, string]>([
    [
      'around values that are too short for secrets',
      { headers: { a: '1', b: 'posthog' }, secrets: [{ value: 'x' }] },
      '1 posthog x',
    ],
    ['around values that are no secrets', withHeader('application/json', 'Accept'), '{"type":"application/json"}'],
    ['around half a value', withHeader(hush), 'hush-hush-081'],
    [
      'around the frame of a client key',
      { tls: { clientKey: '-----BEGIN KEY-----\nMIIEvQIBADAN' } },
      '-----BEGIN KEY-----',
    ],
    ['around a scheme', withHeader('Bearer abc.def.ghi', 'Authorization'), 'Bearer needed'],
    ['in JSON whose escapes look like a value', withHeader('n1234567'), String.raw`{"k":"\n1234567"}`],
    [
      'in JSON with numbers that a program would round',
      withHeader(hush),
      String.raw`{"n":12345678901234567890,"e":1.50E2,"k":"\/"}`,
    ],
  ])('%s', (_, webhook, answer) => {
    expect(redact(answer, webhook)).toBe(answer);
  });

  test('around a secret in JSON, letter by letter', () => {
    const answer = String.raw` {"n" : 12345678901234567890, "e":1.50E2, "k":"HUSH", "u":"\u00e9\/", "b":[true,null]} `;
    expect(redact(answer.replace('HUSH', hush), withHeader(hush))).toBe(answer.replace('HUSH', '***'));
  });

  test('byte by byte, without a secret', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(redactResponse(response(200, bytes), aWebhook(withHeader(hush)))).toEqual(response(200, bytes));
      }),
    );
  });
});

test('JSON stays JSON, and holds none of the secrets, whatever they are and wherever they stand', () => {
  const secret = fc.string({
    minLength: 8,
    maxLength: 40,
    unit: fc.integer({ min: 0x20, max: 0xff }).map(String.fromCharCode),
  });
  const ascii = (text: string) =>
    text.replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 3 }),
      fc.json(),
      fc.boolean(),
      (secrets, other, isAscii) => {
        const headers = Object.fromEntries(secrets.map((value, index) => [`x-${index}`, value]));
        const json = JSON.stringify({ headers, list: secrets.map((value) => `a${value}b`), other: JSON.parse(other) });
        const redacted = JSON.parse(redact(isAscii ? ascii(json) : json, { headers }));
        expect(Object.values(redacted.headers)).toEqual(secrets.map(() => '***'));
        for (const value of secrets) expect(redacted.list.some((text: string) => text.includes(value))).toBe(false);
      },
    ),
  );
});

describe('a response and secrets that were made to be slow', () => {
  test.each<[string, readonly string[], string]>([
    ['many that begin alike', Array.from({ length: 800 }, (_, index) => `aaaaaaaa${1000 + index}`), 'a'],
    ['a long one', [`${'a'.repeat(16_000)}b`], 'a'],
  ])('%s: what is left is hidden', (_, values, unit) => {
    const headers = Object.fromEntries(values.map((value, index) => [`${index}`, value]));
    const answer = `fine ${unit.repeat(maxResponseBytes - 5)}`;
    const redacted = redact(answer, { headers });
    expect(redacted).toMatch(/^fine a+\*\*\*$/);
    expect(redacted.length).toBeLessThan(2_000);
    const inJson = redact(JSON.stringify([answer, '\n', 'aaaaaaaaaaaa', 'fine']), { headers });
    expect(JSON.parse(inJson)).toEqual([redacted, '\n', '***', 'fine']);
  });

  test('one within the other as often as a header holds', () => {
    const nested = `${'a='.repeat(8_000)}hush-hush-0815`;
    expect(redact(`it is ${nested}.`, withHeader(nested))).toBe('it is ***.');
  });

  test('as many as fit into the headers are all found', () => {
    const values = Array.from({ length: 1_000 }, (_, index) => `key-${1000 + index}`);
    const headers = Object.fromEntries(values.map((value, index) => [`${index}`, value]));
    expect(redact(values.join(), { headers })).toBe(values.map(() => '***').join());
  });
});
