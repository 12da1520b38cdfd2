import { beforeEach, describe, expect, test } from '@jest/globals';
import { at, createSpace, keyOf, kinds, type Stores, spaceNamed } from './configuration-stores.ts';

describe.each(kinds)('keys %s', (_where, open) => {
  let stores: Stores;
  let space: string;

  beforeEach(async () => {
    stores = open();
    space = await createSpace(stores);
  });

  test('are found while they and their space are there', async () => {
    const key = keyOf(space);
    expect(await stores.keys.create(key)).toBe('created');
    expect(await stores.keys.create(keyOf('nowhere'))).toBe('unknown_space');
    const ref = { space, keyId: key.id };
    expect(await stores.keys.find(ref)).toEqual(key);
    expect(await stores.keys.find({ ...ref, space: 'nowhere' })).toBeUndefined();
    await stores.spaces.remove({ space: spaceNamed(space), at });
    expect(await stores.keys.find(ref)).toBeUndefined();
  });

  test('are listed and removed', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const keys = [keyOf(space), { ...keyOf(space), portalLink: true, expiresAt }];
    for (const key of keys) await stores.keys.create(key);
    expect(await stores.keys.list({ space, limit: 10 })).toEqual({ items: keys, next: undefined });
    const ref = { space, keyId: keys[0]?.id ?? '' };
    expect(await stores.keys.remove(ref)).toBe('removed');
    expect(await stores.keys.remove(ref)).toBe('not_found');
  });
});
