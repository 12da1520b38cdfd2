import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { Logger } from '@aws-lambda-powertools/logger';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { apiHandler } from '../../../functions/shared/api/runtime/api-handler.ts';
import { consoleRoutes } from '../../../functions/shared/console/runtime/console-routes.ts';
import { packedFiles } from '../../../functions/shared/console/runtime/packed-files.ts';
import { httpApiEvent } from '../../support/http-api-event.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

const folder = mkdtempSync(join(tmpdir(), 'posthorn-console-'));
afterAll(() => rmSync(folder, { recursive: true }));
const page = '<!doctype html>';
const script = 'export const here = true;';
for (const [name, text] of [
  ['index.html', page],
  ['index-a1B_2.js', script],
] as const) {
  writeFileSync(join(folder, `${name}.br`), brotliCompressSync(text));
  writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
}
writeFileSync(join(folder, 'secret.txt'), 'no type of the console');

const answer = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string().default(''),
});
type Answer = z.output<typeof answer>;
type Stage = Partial<Omit<Parameters<typeof consoleRoutes>[0], 'files'>>;

async function get(path: string, acceptEncoding = 'gzip, deflate, br', stage: Stage = {}): Promise<Answer> {
  const routes = consoleRoutes({ files: packedFiles(folder), frameAncestors: '', signIn: undefined, ...stage });
  const asset = /^\/console\/(.+)$/.exec(path)?.[1];
  const event = httpApiEvent({
    route: asset === undefined ? 'GET /console' : 'GET /console/{asset}',
    path,
    headers: { 'accept-encoding': acceptEncoding },
    ...(asset !== undefined && { pathParameters: { asset } }),
  });
  const handler = apiHandler({ logger: new Logger({ logLevel: 'SILENT' }), routes });
  return answer.parse(await handler(event, lambdaContext));
}

const bytes = ({ body }: Answer) => Buffer.from(body, 'base64');

describe('a file of the console', () => {
  test('comes in the best encoding that the browser takes', async () => {
    const brotli = await get('/console/index-a1B_2.js');
    expect(brotli).toMatchObject({ statusCode: 200, headers: { 'content-encoding': 'br', vary: 'accept-encoding' } });
    expect(brotliDecompressSync(bytes(brotli)).toString()).toBe(script);
    const gzip = await get('/console/index-a1B_2.js', 'gzip');
    expect(gzip.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(bytes(gzip)).toString()).toBe(script);
    const plain = await get('/console/index-a1B_2.js', '');
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(bytes(plain).toString()).toBe(script);
  });

  test('is kept for good by its hashed name, and the page never without asking', async () => {
    expect((await get('/console/index-a1B_2.js')).headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect((await get('/console/index.html')).headers['cache-control']).toBe('no-cache');
  });

  test.each(['/console/none.js', '/console/..%2Fhandler.mjs', '/console/secret.txt', '/console/index.html.br'])(
    '%s is none',
    async (path) => {
      expect(await get(path)).toMatchObject({ statusCode: 404 });
    },
  );
});

test.each([
  ['/console', 'console/index.html'],
  ['/console/', 'index.html'],
])('%s leads to the page, from under any prefix', async (path, location) => {
  expect(await get(path)).toMatchObject({ statusCode: 308, headers: { location } });
});

test('the policy allows nothing inline and nothing from elsewhere, frames only where the stage says so, and no referrer', async () => {
  const { headers } = await get('/console/index.html');
  expect(headers['referrer-policy']).toBe('no-referrer');
  const policy = headers['content-security-policy'];
  expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
  expect(policy).toMatch(/frame-ancestors 'none'$/);
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  const framed = await get('/console/index.html', 'br', {
    frameAncestors: 'https://app.example.com https://www.example.com',
  });
  expect(framed.headers['content-security-policy']).toMatch(
    /frame-ancestors https:\/\/app\.example\.com https:\/\/www\.example\.com$/,
  );
});

describe('an issuer at which the console signs in', () => {
  const signIn = { issuer: 'https://login.example.com/pool/', clientId: 'c1', scope: 'openid', origins: '' };
  const connects = async (stage: Stage) =>
    /connect-src ([^;]*);/.exec(
      (await get('/console/index.html', 'br', stage)).headers['content-security-policy'] ?? '',
    );

  test('and the origins of its endpoints may be called by the console, and nobody else', async () => {
    expect((await connects({}))?.[1]).toBe("'self'");
    expect((await connects({ signIn }))?.[1]).toBe("'self' https://login.example.com");
    const origins = 'https://auth.example.com https://token.example.com';
    expect((await connects({ signIn: { ...signIn, origins } }))?.[1]).toBe(
      "'self' https://login.example.com https://auth.example.com https://token.example.com",
    );
  });

  test('is in the settings that the console reads, which say nothing else', async () => {
    const settings = async (stage: Stage) => {
      const { body, headers } = await get('/console/settings.json', 'br', stage);
      expect(headers['cache-control']).toBe('no-cache');
      return JSON.parse(body);
    };
    expect(await settings({})).toEqual({ signIn: null });
    expect(await settings({ signIn })).toEqual({
      signIn: { issuer: 'https://login.example.com/pool/', clientId: 'c1', scope: 'openid' },
    });
  });
});
