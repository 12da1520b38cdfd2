import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { type Authority, makeAuthority } from '../../../bin/local/receiver/certificate.ts';

const run = promisify(execFile);
const mib = 1024 * 1024;
const zeros = Buffer.alloc(64 * mib);

/** Each is or expands to far more than any sender could hold; a gigabyte where that is quickly made. */
const bombs: Readonly<Record<string, () => Iterable<Buffer>>> = {
  identity: () => Array.from({ length: 1024 }, () => zeros.subarray(0, mib)),
  gzip: () => {
    const member = gzipSync(zeros, { level: 1 });
    return Array.from({ length: 16 }, () => member);
  },
  deflate: () => [deflateSync(zeros, { level: 1 })],
  br: () => [brotliCompressSync(zeros, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
  zstd: () => [zstdCompressSync(zeros)],
};

/** What the function must be told to start; nothing of it is called. */
const env = {
  TABLE_NAME: 'table',
  KEYRING_SECRET_ARN: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:keyring',
  RETENTION_DAYS: '30',
  BUS_NAME: 'bus',
  LANES_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:lanes',
  RETRY_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/retries',
  SLOW_DELIVERY_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/123456789012/deliveries-slow',
  ALLOWED_CIDRS: '',
  AWS_REGION: 'us-east-1',
};

let authority: Authority;
let folder: string;
let server: Server;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'posthorn-memory-'));
  await bundle();
  authority = await makeAuthority();
  const { certificatePem: cert, keyPem: key } = await authority.issue({ hosts: ['127.0.0.1'] });
  const made = new Map<string, Iterable<Buffer>>();
  server = createServer({ cert, key }, (request, response) => {
    const coding = request.url?.slice(1) ?? '';
    const bomb = made.get(coding) ?? bombs[coding]?.() ?? [];
    made.set(coding, bomb);
    response.writeHead(200, { 'content-encoding': coding });
    request.resume();
    const body = Readable.from(bomb);
    response.on('error', () => undefined).on('close', () => body.destroy());
    body.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  url = `https://127.0.0.1:${address === null || typeof address === 'string' ? 0 : address.port}`;
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** As it is deployed: node's own TypeScript support would take up memory too. */
async function bundle(): Promise<void> {
  await build({
    entryPoints: [new URL('../../support/receivers/send-ten.ts', import.meta.url).pathname],
    outfile: join(folder, 'send-ten.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    // undici is CommonJS and asks for node's modules by require.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
}

test.each(Object.keys(bombs))('ten endless %s responses at once leave the dispatcher under 160 MB', async (coding) => {
  const trusted = Buffer.from(authority.certificatePem).toString('base64');
  const { stdout } = await run(process.execPath, [join(folder, 'send-ten.mjs'), trusted, `${url}/${coding}`], { env });
  const { outcomes, peakKb } = JSON.parse(stdout);
  expect(outcomes).toEqual(Array.from({ length: 10 }, () => '102400 bytes, truncated: true'));
  expect(peakKb / 1024).toBeLessThan(160);
});
