import { beforeEach, describe, expect, test } from '@jest/globals';
import { at, createSpace, kinds, next, type Stores, spaceNamed } from './configuration-stores.ts';

describe.each(kinds)('spaces %s', (_where, open) => {
  let stores: Stores;
  let space: string;

  beforeEach(async () => {
    stores = open();
    space = await createSpace(stores);
  });

  test('are created once, found, replaced by their successor only', async () => {
    expect(await stores.spaces.create(spaceNamed(space))).toBe('taken');
    expect(await stores.spaces.find(space)).toEqual(spaceNamed(space));
    const second = next(spaceNamed(space), { name: 'New' });
    expect(await stores.spaces.replace(second)).toBe('replaced');
    expect(await stores.spaces.replace(second)).toBe('changed');
    expect(await stores.spaces.find(space)).toEqual(second);
  });

  test('are gone once removed, and their ids not free at once', async () => {
    const second = next(spaceNamed(space), { name: 'New' });
    await stores.spaces.replace(second);
    expect(await stores.spaces.remove({ space: spaceNamed(space), at })).toBe('changed');
    expect(await stores.spaces.remove({ space: second, at })).toBe('removed');
    expect(await stores.spaces.remove({ space: second, at })).toBe('changed');
    expect(await stores.spaces.find(space)).toBeUndefined();
    expect(await stores.spaces.replace(next(second, {}))).toBe('changed');
    expect(await stores.spaces.create(spaceNamed(space))).toBe('deleted_lately');
  });

  test('are listed in order, page by page', async () => {
    const ids = ['a', 'b', 'c'].map((suffix) => `${space}-${suffix}`);
    for (const id of ids) await stores.spaces.create(spaceNamed(id));
    const first = await stores.spaces.list({ limit: 2, after: space });
    expect(first.items.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const second = await stores.spaces.list({ limit: 1, after: first.next });
    expect(second.items.map(({ id }) => id)).toEqual(ids.slice(2));
  });
});
