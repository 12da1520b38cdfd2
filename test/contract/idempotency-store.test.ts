import { beforeEach, describe, expect, test } from '@jest/globals';
import { at, createSpace, keyOf, kinds, later, replyIn, type Stores, webhookOf } from './configuration-stores.ts';

describe.each(kinds)('the idempotency store %s', (_where, open) => {
  let stores: Stores;
  let space: string;

  beforeEach(async () => {
    stores = open();
    space = await createSpace(stores);
  });

  test('are stored together with the resource that they describe, or not at all', async () => {
    const reply = replyIn(space);
    const now = new Date(at);
    expect(await stores.webhooks.create(webhookOf('nowhere'), reply)).toBe('unknown_space');
    expect(await stores.idempotencyStore.find({ ...reply, now })).toBeUndefined();
    expect(await stores.webhooks.create(webhookOf(space), reply)).toBe('created');
    expect(await stores.idempotencyStore.find({ ...reply, now })).toEqual(reply);
    expect(await stores.webhooks.create(webhookOf(space), reply)).toBe('repeated');
    expect(await stores.keys.create(keyOf(space), reply)).toBe('repeated');
    expect(await stores.webhooks.list({ space, limit: 10 })).toMatchObject({ items: [{}] });
  });

  test('are claimed once until they expire', async () => {
    const reply = replyIn(space);
    expect(await stores.idempotencyStore.claim(reply, new Date(at))).toBe('claimed');
    expect(await stores.idempotencyStore.claim(reply, new Date(at))).toBe('repeated');
    expect(await stores.idempotencyStore.find({ ...reply, now: new Date(later) })).toBeUndefined();
    expect(await stores.idempotencyStore.claim(reply, new Date(later))).toBe('claimed');
  });
});
