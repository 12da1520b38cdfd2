import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { signatureHeaders } from '../../../functions/shared/domain/signature.ts';

type Check = (request: Readonly<{ headers: object; header: string; body: Uint8Array; secret: string }>) => boolean;

/** The function that the page shows, as it stands there. */
async function codeOfPage(): Promise<Check> {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/receivers.md'), 'utf8');
  const [, code = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
  const shown: Readonly<{ isGenuine: Check }> = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return shown.isGenuine;
}

test("the page's code takes what any live secret has signed, and nothing else", async () => {
  const isGenuine = await codeOfPage();
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
