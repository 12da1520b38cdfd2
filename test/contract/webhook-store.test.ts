import { beforeEach, describe, expect, test } from '@jest/globals';
import { at, createSpace, kinds, next, type Stores, webhookOf } from './configuration-stores.ts';

describe.each(kinds)('webhooks %s', (_where, open) => {
  let stores: Stores;
  let space: string;

  beforeEach(async () => {
    stores = open();
    space = await createSpace(stores);
  });

  test('come back as they were, secrets and all', async () => {
    const webhook = webhookOf(space);
    expect(await stores.webhooks.create(webhook)).toBe('created');
    const ref = { space, webhookId: webhook.id };
    expect(await stores.webhooks.find(ref)).toEqual(webhook);
    expect(await stores.webhooks.exists(ref)).toBe(true);
    expect(await stores.webhooks.find({ ...ref, space: 'other' })).toBeUndefined();
    expect(await stores.webhooks.list({ space, limit: 10 })).toEqual({ items: [webhook], next: undefined });
  });

  test('are listed in pages that fit into a response, however large they are', async () => {
    // Quotes are what grows most as an answer is put together.
    const template = { text: '"'.repeat(100_000) };
    const webhooks = Array.from({ length: 20 }, (_, n) =>
      webhookOf(space, { name: `Large ${n}`, payload: { format: 'template', template } }),
    );
    for (const webhook of webhooks) expect(await stores.webhooks.create(webhook)).toBe('created');
    const listed: string[] = [];
    let after: string | undefined;
    do {
      const page = await stores.webhooks.list({ space, limit: 100, after });
      expect(page.items.length).toBeGreaterThan(0);
      expect(JSON.stringify(JSON.stringify(page.items)).length).toBeLessThan(4_000_000);
      listed.push(...page.items.map(({ id }) => id));
      after = page.next;
    } while (after !== undefined);
    expect(listed).toEqual(webhooks.map(({ id }) => id).toSorted());
  });

  test('need a space, and a name of their own that a change frees', async () => {
    const one = webhookOf(space, { name: 'Name' });
    const other = webhookOf(space, { name: 'Other' });
    expect(await stores.webhooks.create(webhookOf('nowhere'))).toBe('unknown_space');
    await stores.webhooks.create(one);
    expect(await stores.webhooks.create(webhookOf(space, { name: 'Name' }))).toBe('name_taken');
    await stores.webhooks.create(other);
    const renaming = { before: other, after: next(other, { name: 'Name' }) };
    expect(await stores.webhooks.replace(renaming)).toBe('name_taken');
    expect(await stores.webhooks.replace({ before: one, after: next(one, { name: 'Free' }) })).toBe('replaced');
    expect(await stores.webhooks.replace(renaming)).toBe('replaced');
  });

  test('of many at once with one name, one is made', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, () => stores.webhooks.create(webhookOf(space, { name: 'Race' }))),
    );
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'name_taken')).toHaveLength(4);
  });

  test('are replaced and removed from their version only', async () => {
    const webhook = webhookOf(space);
    await stores.webhooks.create(webhook);
    const after = next(webhook, { eventTypes: ['c'] });
    expect(await stores.webhooks.replace({ before: webhook, after })).toBe('replaced');
    expect(await stores.webhooks.replace({ before: webhook, after })).toBe('changed');
    expect(await stores.webhooks.remove({ webhook, ruleChanges: 0, at })).toBe('changed');
    expect(await stores.webhooks.remove({ webhook: after, ruleChanges: 0, at })).toBe('removed');
    expect(await stores.webhooks.exists({ space, webhookId: webhook.id })).toBe(false);
  });
});
