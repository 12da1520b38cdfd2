import { describe, expect, test } from '@jest/globals';
import { checkHeaders, signatureHeaderProblem } from '../../../functions/shared/webhooks/domain/header-rules.ts';

const check = (headers: Record<string, string>, header = 'x-webhook-signature') =>
  checkHeaders({ headers, signature: { style: 'sha256', header } });

describe('custom headers', () => {
  test('may be any names and any Latin-1 values', () => {
    const headers = { Authorization: 'Bearer abc', 'X-Api-Key': 'é\tü', 'x.y_z~1!': '', Accept: 'application/json' };
    expect(check(headers)).toEqual([]);
  });

  test.each([
    ...['Host', 'content-length', 'Content-Type', 'content-encoding', 'Transfer-Encoding', 'Connection', 'Keep-Alive'],
    ...['proxy-authorization', 'Proxy-Connection', 'TE', 'Trailer', 'upgrade', 'expect', 'User-Agent'],
    ...['webhook-id', 'Webhook-Timestamp', 'WEBHOOK-SIGNATURE', 'X-Webhook-Signature', 'x-webhook-signature-next'],
  ])('cannot be %s', (name) => {
    expect(check({ [name]: 'secret' })).toEqual([
      { kind: 'reserved_name', name, message: expect.stringContaining(name) },
    ]);
  });

  test.each(['', 'a b', 'a:b', 'ä', 'a\r\nb', '(x)'])('cannot have the name %j', (name) => {
    expect(check({ [name]: 'x' })).toEqual([expect.objectContaining({ kind: 'not_a_name', name })]);
  });

  test.each(['a\r\nX-Evil: 1', 'a\nb', 'a\u0000', '\u007f', '€', '😀'])('cannot have the value %j', (value) => {
    const problems = check({ 'X-Key': value });
    expect(problems).toEqual([{ kind: 'bad_value', name: 'X-Key', message: expect.stringContaining('X-Key') }]);
    expect(problems[0]?.message).not.toContain(value);
  });

  test('cannot repeat a name in another case', () => {
    expect(check({ 'X-Key': '1', 'x-key': '2' })).toEqual([
      expect.objectContaining({ kind: 'repeated_name', name: 'x-key' }),
    ]);
  });

  test('may be many, up to 16 KB in all', () => {
    const many = Object.fromEntries(Array.from({ length: 1024 }, (_, index) => [`x-${1000 + index}`, 'v'.repeat(10)]));
    expect(check(many)).toEqual([]);
    expect(check({ ...many, 'x-2': '' })).toEqual([expect.objectContaining({ kind: 'too_large', name: 'x-2' })]);
  });
});

test('a signature header is a free name', () => {
  expect(signatureHeaderProblem('x-y42-signature')).toBeUndefined();
  expect(signatureHeaderProblem('X-Hub-Signature-256')).toBeUndefined();
  expect(signatureHeaderProblem('Content-Type')?.kind).toBe('reserved_name');
  expect(signatureHeaderProblem('webhook-id')?.kind).toBe('reserved_name');
  expect(signatureHeaderProblem('a b')?.kind).toBe('not_a_name');
});
