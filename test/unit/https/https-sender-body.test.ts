import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { maxResponseBytes } from '../../../functions/shared/https/domain/http-result.ts';
import { aRequest } from '../../support/records/outgoing-request.ts';
import { startSending } from '../../support/sending.ts';

const { authority, receiver, sender } = await startSending();

async function answered(body: Uint8Array, encoding?: string) {
  receiver.respondWith({ body, headers: encoding === undefined ? {} : { 'content-encoding': encoding } });
  // The receiver's share of the work is done in this process, too: 64 MB of TLS take a busy machine more than a second.
  const timeouts = { connectSeconds: 10, requestSeconds: 10 };
  return sender.send(aRequest({ url: receiver.url, timeouts, tls: { caCertificate: authority.certificatePem } }));
}

const text = Buffer.from('{"response":"grüezi"}'.repeat(50));
const zeros = Buffer.alloc(64 * 1024 * 1024);
const raw = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const wide = { params: { [constants.BROTLI_PARAM_LGWIN]: 24, [constants.BROTLI_PARAM_QUALITY]: 5 } };

const codings: readonly (readonly [string, (data: Buffer) => Buffer])[] = [
  ['gzip', (data) => gzipSync(data, { level: 1 })],
  ['x-gzip', (data) => gzipSync(data, { level: 1 })],
  ['GZIP', (data) => gzipSync(data, { level: 1 })],
  ['deflate', (data) => deflateSync(data, { level: 1 })],
  ['br', (data) => brotliCompressSync(data, raw)],
  ['zstd', (data) => zstdCompressSync(data)],
  ['identity', (data) => data],
  ['gzip, br', (data) => brotliCompressSync(gzipSync(data, { level: 1 }), raw)],
];

describe('a response body', () => {
  test.each(codings)('in %s is decoded', async (encoding, encode) => {
    const result = await answered(encode(text), encoding);
    expect(result).toMatchObject({ kind: 'response', status: 200, truncated: false });
    expect(result.kind === 'response' && Buffer.from(result.body).equals(text)).toBe(true);
  });

  test.each(codings)('in %s that expands without end is cut at the cap', async (encoding, encode) => {
    const result = await answered(encode(zeros), encoding);
    expect(result).toMatchObject({ kind: 'response', status: 200, truncated: true });
    expect(result.kind === 'response' && result.body.length).toBe(maxResponseBytes);
  });

  test('in bare deflate is decoded too', async () => {
    const result = await answered(deflateRawSync(text), 'deflate');
    expect(result.kind === 'response' && Buffer.from(result.body).equals(text)).toBe(true);
  });

  test.each([
    [maxResponseBytes - 1, false],
    [maxResponseBytes, false],
    [maxResponseBytes + 1, true],
  ])('of %d bytes is truncated: %s', async (length, truncated) => {
    for (const [encoding, body] of [
      [undefined, Buffer.alloc(length, 'x')],
      ['gzip', gzipSync(Buffer.alloc(length, 'x'))],
    ] as const) {
      const result = await answered(body, encoding);
      expect(result).toMatchObject({ kind: 'response', truncated });
      expect(result.kind === 'response' && result.body.length).toBe(Math.min(length, maxResponseBytes));
    }
  });

  test('may be empty, whatever its header says', async () => {
    const result = await answered(Buffer.alloc(0), 'gzip');
    expect(result).toMatchObject({ kind: 'response', status: 200, truncated: false });
    expect(result.kind === 'response' && result.body).toHaveLength(0);
  });

  test('in a coding that we do not know is left as it came', async () => {
    const result = await answered(text, 'aes128gcm');
    expect(result.kind === 'response' && Buffer.from(result.body).equals(text)).toBe(true);
  });

  test('that does not decode is left as it came, for the receiver has responded', async () => {
    const raw = Buffer.from('not gzip at all');
    for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip']) {
      const result = await answered(raw, encoding);
      expect(result).toMatchObject({ kind: 'response', status: 200, truncated: false });
      expect(result.kind === 'response' && Buffer.from(result.body)).toEqual(raw);
    }
  });

  test('whose coding breaks off is kept as far as it went', async () => {
    const result = await answered(gzipSync(text).subarray(0, -4), 'gzip');
    expect(result.kind === 'response' && Buffer.from(result.body).equals(text)).toBe(true);
  });

  test.each([
    ['more codings than five', gzipSync(text), Array.from({ length: 6 }, () => 'gzip').join(',')],
    ['a brotli window over 4 MB', brotliCompressSync(zeros, wide), 'br'],
    ['brotli within gzip', gzipSync(brotliCompressSync(zeros, wide)), 'br, gzip'],
    ['a zstd window over 8 MB', zstdCompressSync(zeros, { params: { [constants.ZSTD_c_windowLog]: 27 } }), 'zstd'],
  ])('in %s is not decoded, as it could take more memory than it is worth', async (_what, body, encoding) => {
    const result = await answered(body, encoding);
    expect(result).toMatchObject({ kind: 'response', status: 200, truncated: false });
    expect(result.kind === 'response' && Buffer.from(result.body).equals(body)).toBe(true);
  });
});

test('a connection is used again after a decoded response, not after one that was cut', async () => {
  await answered(gzipSync(text), 'gzip');
  const before = receiver.connections();
  await answered(gzipSync(text), 'gzip');
  expect(receiver.connections()).toBe(before);
  await answered(zeros.subarray(0, maxResponseBytes * 20));
  await answered(text);
  expect(receiver.connections()).toBe(before + 1);
});
