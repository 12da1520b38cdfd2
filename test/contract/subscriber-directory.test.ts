import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbSubscriberDirectory } from '../../functions/shared/adapters/dynamodb-subscriber-directory.ts';
import { dynamoDb } from '../support/deployed-stack.ts';
import { at, createSpace, inTable, next, table, webhookOf } from './configuration-stores.ts';

describe('the subscriber directory', () => {
  const stores = inTable();
  const subscribers = dynamodbSubscriberDirectory(dynamoDb, { table });
  let space: string;

  beforeEach(async () => {
    space = await createSpace(stores);
  });

  const hears = async (eventType: string) => {
    const [found] = await subscribers.find([{ space, eventType }]);
    return found?.kind === 'page' ? found.webhookIds : found?.kind;
  };

  test('fan-out sees a changed subscription at once', async () => {
    const webhook = webhookOf(space, { eventTypes: ['a.*'] });
    expect(await hears('a.b')).toEqual([]);
    await stores.webhooks.create(webhook);
    expect(await hears('a.b')).toEqual([webhook.id]);
    const after = next(webhook, { eventTypes: ['b'] });
    await stores.webhooks.replace({ before: webhook, after });
    expect(await hears('a.b')).toEqual([]);
    expect(await hears('b')).toEqual([webhook.id]);
    await stores.webhooks.remove({ webhook: after, at });
    expect(await hears('b')).toEqual([]);
    await stores.spaces.remove({ spaceId: space, at });
    expect(await hears('b')).toBe('unknown_space');
  });
});
