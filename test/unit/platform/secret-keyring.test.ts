import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { secretKeyring } from '../../../functions/shared/platform/adapters/secret-keyring.ts';

const oldKey = 'o'.repeat(64);
const newKey = 'n'.repeat(64);

const keyringOf = (current: string, previous: readonly string[] = []) => {
  const text = JSON.stringify({ current, previous });
  return secretKeyring({ read: async () => text, readAgain: async () => text });
};

test('what was sealed opens in its place, and is different each time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.string(), async (plain, context) => {
      const keyring = keyringOf(newKey);
      const [one, other] = [await keyring.seal(plain, context), await keyring.seal(plain, context)];
      expect(one).not.toBe(other);
      expect(await keyring.open(one, context)).toBe(plain);
    }),
    { numRuns: 50 },
  );
});

test('it opens in no other place, and not after a change', async () => {
  const keyring = keyringOf(newKey);
  const sealed = await keyring.seal('hush', 'webhook-1');
  await expect(keyring.open(sealed, 'webhook-2')).rejects.toThrow();
  const [name, body = ''] = sealed.split('.');
  const bytes = Buffer.from(body, 'base64');
  for (const place of [0, 12, bytes.length - 1]) {
    const changed = Buffer.from(bytes);
    changed[place] = (changed[place] ?? 0) ^ 1;
    await expect(keyring.open(`${name}.${changed.toString('base64')}`, 'webhook-1')).rejects.toThrow();
  }
});

test('a rotated keyring opens what was sealed before, and seals anew', async () => {
  const before = await keyringOf(oldKey).seal('hush', 'x');
  const rotated = keyringOf(newKey, [oldKey]);
  expect(await rotated.open(before, 'x')).toBe('hush');
  expect((await rotated.seal('hush', 'x')).split('.')[0]).not.toBe(before.split('.')[0]);
  await expect(keyringOf(newKey).open(before, 'x')).rejects.toThrow(/put it back/);
});

test('an instance that knows only the old keys reads the secret again', async () => {
  const old = JSON.stringify({ current: oldKey, previous: [] });
  const rotated = JSON.stringify({ current: newKey, previous: [oldKey] });
  const sealed = await keyringOf(newKey, [oldKey]).seal('hush', 'x');
  expect(await secretKeyring({ read: async () => old, readAgain: async () => rotated }).open(sealed, 'x')).toBe('hush');
});

test.each(['{"current":"hush-hush"', '{"current":"hush"}', 'hush', '["hush"]'])(
  'a keyring that cannot be read is not quoted: %s',
  async (text) => {
    const keyring = secretKeyring({ read: async () => text, readAgain: async () => text });
    await expect(keyring.seal('x', 'y')).rejects.toThrow(/^(?!.*hush)The keyring secret must be JSON/s);
  },
);
