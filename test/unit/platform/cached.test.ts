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

/** A store with one thing in it, or with nothing any more. */
const storeOf = <Thing>(thing: Thing) => ({
  find: async (ref: unknown) => {
    reads.push(ref);
    return found ? thing : undefined;
  },
});
const dates = { createdAt: '2026-01-01T00:00:00.000Z', updatedAt: '2026-01-01T00:00:00.000Z' };
const named = { id: 'it', name: 'It', version: 1, ...dates };
const resourceOf = <Fields>(fields: Fields) => ({ id: 'it', space: 'acme', version: 1, fields, ...dates });
const rule = {
  name: 'It',
  ownerEmail: 'a@b.example',
  trigger: { eventType: 'a.b' },
  scope: null,
  steps: [],
  enabled: true,
};
const newCaches = {
  keys: () => cachedKeys(storeOf({ ...named, space: 'acme', role: 'viewer', hash: '' })),
  spaceExists: () => cachedSpaceExists(storeOf({ ...named, ownerEmail: 'a@b.example' })),
  eventTypes: () => cachedEventTypes(storeOf(resourceOf({ description: 'It' }))),
  rules: () => cachedRules(storeOf(resourceOf(rule))),
  notifications: () => cachedNotifications(storeOf(resourceOf({ title: 'It' }))),
};

const ref = { space: 'acme' };
const caches = {
  keys: () => {
    const keys = newCaches.keys();
    return () => keys.find({ ...ref, keyId: 'k1' });
  },
  spaces: () => {
    const exists = newCaches.spaceExists();
    return async () => ((await exists('acme')) ? 'there' : undefined);
  },
  'event types': () => {
    const types = newCaches.eventTypes();
    return () => types.find({ ...ref, type: 'a.b' });
  },
  rules: () => {
    const rules = newCaches.rules();
    return () => rules.find({ ...ref, ruleId: 'r1' });
  },
  notifications: () => {
    const notifications = newCaches.notifications();
    return () => notifications.find({ ...ref, webhookId: 'wh_1', eventType: 'a.b' });
  },
};

describe.each(Object.entries(caches))('what is kept of %s', (name, make) => {
  test('is cached for three seconds, even if it is revoked or deleted, and not longer', async () => {
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

test('what two spaces name alike are two', async () => {
  const [keys, types, rules] = [newCaches.keys(), newCaches.eventTypes(), newCaches.rules()];
  const spaces = ['a', 'b', 'a', 'b'];
  for (const space of spaces) await keys.find({ space, keyId: 'same' });
  for (const space of spaces) await types.find({ space, type: 'same' });
  for (const space of spaces) await rules.find({ space, ruleId: 'same' });
  expect(reads).toEqual([
    { space: 'a', keyId: 'same' },
    { space: 'b', keyId: 'same' },
    { space: 'a', id: 'same' },
    { space: 'b', id: 'same' },
    { space: 'a', id: 'same' },
    { space: 'b', id: 'same' },
  ]);
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
