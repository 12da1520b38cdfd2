import { beforeEach, describe, expect, test } from '@jest/globals';
import type { EventTypeFields } from '../../functions/shared/events/domain/event-type.ts';
import { randomIds } from '../../functions/shared/platform/adapters/random-ids.ts';
import type { Resource } from '../../functions/shared/platform/domain/resource.ts';
import type { NotificationFields } from '../../functions/shared/webhooks/domain/notification.ts';
import { at, createSpace, kinds, next, ruleIn, type Stores, webhookOf } from './configuration-stores.ts';

describe.each(kinds)('resources %s', (_where, open) => {
  let stores: Stores;
  let space: string;

  beforeEach(async () => {
    stores = open();
    space = await createSpace(stores);
  });

  test('of a webhook need it', async () => {
    const webhook = webhookOf(space);
    await stores.webhooks.create(webhook);
    const notification: Resource<NotificationFields> = {
      space,
      parent: webhook.id,
      id: 'hit.detected',
      fields: { title: 'Hit' },
      createdAt: at,
      updatedAt: at,
      version: 1,
    };
    expect(await stores.notifications.create({ ...notification, parent: randomIds.id() })).toBe('no_parent');
    expect(await stores.notifications.create(notification)).toBe('created');
    expect(await stores.notifications.create(notification)).toBe('taken');
    expect(await stores.notifications.find(notification)).toEqual(notification);
    expect(await stores.notifications.list({ space, parent: webhook.id, limit: 5 })).toEqual({
      items: [notification],
      next: undefined,
    });
  });

  test('keep JSON of any depth', async () => {
    const nested = JSON.parse(`${'['.repeat(50)}${']'.repeat(50)}`);
    const type: Resource<EventTypeFields> = {
      space,
      parent: undefined,
      id: 'hit.detected',
      fields: { description: '', example: nested },
      createdAt: at,
      updatedAt: at,
      version: 1,
    };
    await stores.eventTypes.create(type);
    expect(await stores.eventTypes.find(type)).toEqual(type);
  });

  test('with a name of their own give it back', async () => {
    const webhook = webhookOf(space);
    await stores.webhooks.create(webhook);
    const another = () => ruleIn(space, [webhook.id]);
    const rule = another();
    expect(await stores.rules.create(rule)).toBe('created');
    expect(await stores.rules.create(another())).toBe('taken');
    expect(await stores.rules.create(ruleIn('nowhere'))).toBe('no_parent');
    const renamed = next(rule, { fields: { ...rule.fields, name: 'renamed', enabled: false } });
    expect(await stores.rules.replace({ before: rule, after: renamed })).toBe('replaced');
    expect(await stores.rules.replace({ before: rule, after: renamed })).toBe('changed');
    expect(await stores.rules.create(another())).toBe('created');
    expect(await stores.rules.remove(rule)).toBe('changed');
    expect(await stores.rules.remove(renamed)).toBe('removed');
  });

  test('that call webhooks keep those from being removed unseen, and call none that is gone', async () => {
    const [one, other] = [webhookOf(space), webhookOf(space)];
    for (const webhook of [one, other]) await stores.webhooks.create(webhook);
    const changesOf = async ({ id }: typeof one) =>
      (await stores.uses.rulesCalling({ space, webhookId: id })).ruleChanges;
    const rule = ruleIn(space, [one.id]);
    expect(await changesOf(one)).toBe(0);
    expect(await stores.rules.create({ ...rule, fields: { ...rule.fields, enabled: false } })).toBe('created');
    expect(await stores.uses.rulesCalling({ space, webhookId: one.id })).toEqual({
      ruleIds: [rule.id],
      ruleChanges: 1,
    });
    expect(await stores.webhooks.remove({ webhook: one, ruleChanges: 0, at })).toBe('changed');

    const renamed = next(rule, { fields: { ...rule.fields, name: 'Renamed', enabled: false } });
    expect(await stores.rules.replace({ before: rule, after: renamed })).toBe('replaced');
    expect(await changesOf(one)).toBe(1);
    const enabled = next(renamed, { fields: { ...renamed.fields, enabled: true } });
    expect(await stores.rules.replace({ before: renamed, after: enabled })).toBe('replaced');
    expect(await changesOf(one)).toBe(2);
    const steps = [...enabled.fields.steps, { webhookId: other.id }];
    const longer = next(enabled, { fields: { ...enabled.fields, steps } });
    expect(await stores.rules.replace({ before: enabled, after: longer })).toBe('replaced');
    expect([await changesOf(one), await changesOf(other)]).toEqual([2, 1]);
    const disabled = next(longer, { fields: { ...longer.fields, enabled: false } });
    expect(await stores.rules.replace({ before: longer, after: disabled })).toBe('replaced');
    expect(await changesOf(one)).toBe(2);

    expect(await stores.webhooks.remove({ webhook: one, ruleChanges: 1, at })).toBe('changed');
    expect(await stores.webhooks.remove({ webhook: one, ruleChanges: 2, at })).toBe('removed');
    const again = next(disabled, { fields: { ...disabled.fields, enabled: true } });
    expect(await stores.rules.replace({ before: disabled, after: again })).toBe('dangling');
    expect(await stores.rules.find(rule)).toMatchObject({ fields: { enabled: false } });
    expect(await stores.rules.create({ ...ruleIn(space, [one.id]), fields: { ...rule.fields, name: 'New' } })).toBe(
      'dangling',
    );
  });

  test('a new version of a webhook does not hide that a rule came to call it', async () => {
    const webhook = webhookOf(space);
    await stores.webhooks.create(webhook);
    const { ruleChanges } = await stores.uses.rulesCalling({ space, webhookId: webhook.id });
    await stores.rules.create(ruleIn(space, [webhook.id]));
    const after = next(webhook, { description: 'changed' });
    expect(await stores.webhooks.replace({ before: webhook, after })).toBe('replaced');
    expect(await stores.webhooks.remove({ webhook, ruleChanges, at })).toBe('changed');
  });

  test('that call a webhook while it is removed come before it or not at all', async () => {
    for (let round = 0; round < 8; round += 1) {
      const webhook = webhookOf(space);
      await stores.webhooks.create(webhook);
      const rule = ruleIn(space, [webhook.id]);
      const created = { ...rule, fields: { ...rule.fields, name: `Rule ${round}` } };
      const outcomes = await Promise.all([
        stores.rules.create(created),
        stores.webhooks.remove({ webhook, ruleChanges: 0, at }),
      ]);
      expect([
        ['created', 'changed'],
        ['dangling', 'removed'],
      ]).toContainEqual(outcomes);
    }
  });
});
