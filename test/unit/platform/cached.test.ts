import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { cachedEventTypes } from '../../../functions/shared/events/adapters/cached-event-types.ts';
import { cached } from '../../../functions/shared/platform/adapters/cached.ts';
import { cachedRules } from '../../../functions/shared/rules/adapters/cached-rules.ts';
import { cachedKeys } from '../../../functions/shared/spaces/adapters/cached-key-store.ts';
import { cachedSpaceExists } from '../../../functions/shared/spaces/adapters/cached-spaces.ts';
import { cachedNotifications } from '../../../functions/shared/webhooks/adapters/cached-notifications.ts';

const now = Date.parse('2026-01-01T00:00:00Z');
let reads: unknown[];
let found: boolean;

beforeEach(() => {
  // Only the wall clock goes on, as for a function that was frozen.
  jest.useFakeTimers({ now, doNotFake: ['performance'] });
  [reads, found] = [[], true];
});
afterEach(() => {
  jest.useRealTimers();
});

/** Any store: it answers something, or that there is nothing any more. */
const store = {
  find: async (ref: unknown) => {
    reads.push(ref);
    return found ? ({ id: 'it', fields: { name: 'it' } } as never) : undefined;
  },
};

const ref = { space: 'acme' };
const caches = {
  keys: () => {
    const keys = cachedKeys(store);
    return () => keys.find({ ...ref, keyId: 'k1' });
  },
  spaces: () => {
    const exists = cachedSpaceExists(store);
    return async () => ((await exists('acme')) ? 'there' : undefined);
  },
  'event types': () => {
    const types = cachedEventTypes(store);
    return () => types.find({ ...ref, type: 'a.b' });
  },
  rules: () => {
    const rules = cachedRules(store);
    return () => rules.find({ ...ref, ruleId: 'r1' });
  },
  notifications: () => {
    const notifications = cachedNotifications(store);
    return () => notifications.find({ ...ref, webhookId: 'wh_1', eventType: 'a.b' });
  },
};

describe.each(Object.entries(caches))('what is kept of %s', (name, make) => {
  test('is believed for three seconds, be it revoked or deleted, and not a moment longer', async () => {
    const find = make();
    expect(await find()).toBeDefined();
    found = false;
    jest.setSystemTime(now + 2_900);
    expect(await find()).toBeDefined();
    jest.setSystemTime(now + 3_001);
    expect(await find()).toBeUndefined();
    expect(reads).toHaveLength(2);
  });

  test('says for as long that there is nothing, but for keys, of which guesses must push out none', async () => {
    const find = make();
    found = false;
    for (const _ of [1, 2, 3]) expect(await find()).toBeUndefined();
    expect(reads).toHaveLength(name === 'keys' ? 3 : 1);
    found = true;
    jest.setSystemTime(now + 3_001);
    expect(await find()).toBeDefined();
  });
});

test.each([
  [
    'keys',
    cachedKeys(store).find,
    [
      { space: 'a', keyId: 'k' },
      { space: 'b', keyId: 'k' },
    ],
  ],
  [
    'event types',
    cachedEventTypes(store).find,
    [
      { space: 'a', type: 't' },
      { space: 'b', type: 't' },
    ],
  ],
  [
    'rules',
    cachedRules(store).find,
    [
      { space: 'a', ruleId: 'r' },
      { space: 'b', ruleId: 'r' },
    ],
  ],
])('%s of two spaces are two', async (_, find: (ref: never) => Promise<unknown>, refs) => {
  for (const each of [...refs, ...refs]) await find(each as never);
  expect(reads).toHaveLength(2);
});

test('what is kept is bounded in number and in size, and a failed read is not kept', async () => {
  const settings = { keyOf: (key: string) => key, ttlMs: 1_000, keepsAbsence: true };
  const find = async (key: string) => {
    reads.push(key);
    if (key === 'bad') throw new Error('throttled');
    return key;
  };
  const two = cached(find, { ...settings, maxEntries: 2 });
  for (const key of ['a', 'b', 'c', 'c', 'b', 'a']) await two(key);
  expect(reads).toEqual(['a', 'b', 'c', 'a']);
  reads = [];
  const large = cached(find, { ...settings, maxEntries: 10, maxSize: 100 });
  for (const key of ['x'.repeat(60), 'y'.repeat(60), 'x'.repeat(60)]) await large(key);
  expect(reads).toHaveLength(3);
  await expect(large('bad')).rejects.toThrow('throttled');
  await expect(large('bad')).rejects.toThrow('throttled');
});
