import { describe, expect, test } from '@jest/globals';
import { randomIds } from '../../functions/shared/platform/adapters/random-ids.ts';
import { at, createSpace, kinds, ruleIn, spaceNamed, webhookOf } from './configuration-stores.ts';

describe.each(kinds)('parents %s', (_where, open) => {
  test('are missing from the moment they are removed, the space before all else, and in any other space', async () => {
    const stores = open();
    const [space, other] = [await createSpace(stores), await createSpace(stores)];
    const webhook = webhookOf(space);
    const rule = ruleIn(space, [webhook.id]);
    await stores.webhooks.create(webhook);
    await stores.rules.create(rule);
    const { ruleChanges } = await stores.uses.rulesCalling({ space, webhookId: webhook.id });
    const whole = { space, webhookId: webhook.id, ruleId: rule.id };
    const missing = (path: object = {}) => stores.parents.findMissing({ ...whole, ...path });
    expect(await missing()).toBeUndefined();
    expect(await missing({ webhookId: undefined, ruleId: undefined })).toBeUndefined();
    expect(await missing({ webhookId: randomIds.id() })).toBe('webhook');
    expect(await missing({ ruleId: randomIds.id() })).toBe('rule');
    expect(await missing({ space: other })).toBe('webhook');
    expect(await missing({ space: other, webhookId: undefined })).toBe('rule');
    await stores.rules.remove(rule);
    expect(await missing()).toBe('rule');
    await stores.webhooks.remove({ webhook, ruleChanges, at });
    expect(await missing()).toBe('webhook');
    await stores.spaces.remove({ space: spaceNamed(space), at });
    expect(await missing()).toBe('space');
  });

  test('return which webhooks and rules exist, in the order of the request', async () => {
    const stores = open();
    const [space, other] = [await createSpace(stores), await createSpace(stores)];
    const webhooks = [webhookOf(space), webhookOf(space)];
    const [removed, kept] = webhooks;
    const rule = ruleIn(space, []);
    for (const webhook of webhooks) await stores.webhooks.create(webhook);
    await stores.rules.create(rule);
    const targets = [
      { kind: 'rule', id: rule.id },
      ...webhooks.map(({ id }) => ({ kind: 'webhook', id }) as const),
      { kind: 'webhook', id: rule.id },
    ] as const;
    expect(await stores.parents.existing(space, targets)).toEqual(targets.slice(0, 3));
    expect(await stores.parents.existing(other, targets)).toEqual([]);
    if (!removed) throw new Error('No webhook');
    const { ruleChanges } = await stores.uses.rulesCalling({ space, webhookId: removed.id });
    await stores.webhooks.remove({ webhook: removed, ruleChanges, at });
    expect(await stores.parents.existing(space, targets)).toEqual([
      { kind: 'rule', id: rule.id },
      { kind: 'webhook', id: kept?.id },
    ]);
  });
});
