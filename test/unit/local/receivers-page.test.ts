import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { formatPrivateKey, publicKeyOf } from '../../../functions/shared/webhooks/domain/ed25519-key.ts';
import { signatureHeaders } from '../../../functions/shared/webhooks/domain/signature.ts';

type Check = (request: Readonly<{ headers: object; header: string; body: Uint8Array; secret: string }>) => boolean;

type CheckByKey = (request: Readonly<{ headers: object; body: Uint8Array; publicKey: string; now: number }>) => boolean;

/** The functions that the page shows, as they stand there. */
async function codeOfPage(): Promise<Readonly<{ isGenuine: Check; isGenuineByKey: CheckByKey }>> {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/receivers.md'), 'utf8');
  const blocks = [...page.matchAll(/```js\n(.*?)```/gs)];
  const load = (code: string) => import(`data:text/javascript,${encodeURIComponent(code)}`);
  const [bySecret, byKey] = await Promise.all(blocks.map(([, code = '']) => load(code)));
  return { ...bySecret, ...byKey };
}

test("the page's code takes what any live secret has signed, and nothing else", async () => {
  const { isGenuine } = await codeOfPage();
  const body = new TextEncoder().encode('{"text":"grüezi"}');
  const attemptAt = new Date();
  const expiresAt = new Date(attemptAt.getTime() + 1).toISOString();
  const header = 'x-y42-signature';
  const signed = (secrets: readonly string[]) => {
    const [newest = '', ...older] = secrets;
    return signatureHeaders({
      settings: { style: 'sha256', header },
      secrets: [{ value: newest }, ...older.map((value) => ({ value, expiresAt }))],
      deliveryId: '01J',
      attemptAt,
      body,
    });
  };
  for (const live of [['one'], ['two', 'one'], ['three', 'two', 'one']]) {
    const headers = signed(live);
    for (const secret of live) expect(isGenuine({ headers, header, body, secret })).toBe(true);
    expect(isGenuine({ headers, header, body, secret: 'other' })).toBe(false);
    expect(isGenuine({ headers, header, body: body.subarray(1), secret: 'one' })).toBe(false);
  }
  expect(isGenuine({ headers: {}, header, body, secret: 'one' })).toBe(false);
});

test("the page's code for ed25519 takes what the key has signed lately, and nothing else", async () => {
  const { isGenuineByKey } = await codeOfPage();
  const body = new TextEncoder().encode('{"text":"grüezi"}');
  const [newer, older] = [1, 2].map((fill) => formatPrivateKey(new Uint8Array(32).fill(fill)));
  const attemptAt = new Date(1_614_265_330_000);
  const now = 1_614_265_330;
  const headers = signatureHeaders({
    settings: { style: 'standard', algorithm: 'ed25519' },
    secrets: [{ value: newer ?? '' }, { value: older ?? '', expiresAt: '2100-01-01T00:00:00.000Z' }],
    deliveryId: '01J',
    attemptAt,
    body,
  });
  for (const key of [newer, older]) {
    const publicKey = publicKeyOf(key ?? '');
    const request = { headers, body, publicKey, now };
    expect(isGenuineByKey(request)).toBe(true);
    expect(isGenuineByKey({ ...request, now: now + 301 })).toBe(false);
    expect(isGenuineByKey({ ...request, body: body.subarray(1) })).toBe(false);
    expect(isGenuineByKey({ ...request, headers: { ...headers, 'webhook-id': '01K' } })).toBe(false);
    expect(isGenuineByKey({ ...request, headers: {} })).toBe(false);
  }
  const other = publicKeyOf(formatPrivateKey(new Uint8Array(32).fill(3)));
  expect(isGenuineByKey({ headers, body, publicKey: other, now })).toBe(false);
});
