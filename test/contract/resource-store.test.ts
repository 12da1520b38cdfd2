import { beforeEach, describe, expect, test } from '@jest/globals';
import { randomIds } from '../../functions/shared/adapters/random-ids.ts';
import type { EventTypeFields } from '../../functions/shared/domain/event-type.ts';
import type { NotificationFields } from '../../functions/shared/domain/notification.ts';
import type { Resource } from '../../functions/shared/domain/resource.ts';
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
    const rule = ruleIn(space);
    expect(await stores.rules.create(rule)).toBe('created');
    expect(await stores.rules.create(ruleIn(space))).toBe('taken');
    expect(await stores.rules.create(ruleIn('nowhere'))).toBe('no_parent');
    const renamed = next(rule, { fields: { ...rule.fields, name: 'renamed', enabled: false } });
    expect(await stores.rules.replace({ before: rule, after: renamed })).toBe('replaced');
    expect(await stores.rules.replace({ before: rule, after: renamed })).toBe('changed');
    expect(await stores.rules.create(ruleIn(space))).toBe('created');
    expect(await stores.rules.remove(rule)).toBe('changed');
    expect(await stores.rules.remove(renamed)).toBe('removed');
  });
});
