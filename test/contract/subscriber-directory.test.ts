import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbSubscriberDirectory } from '../../functions/shared/adapters/dynamodb-subscriber-directory.ts';
import { aws } from '../support/aws-callers.ts';
import { at, createSpace, inTable, next, spaceNamed, table, webhookOf } from './configuration-stores.ts';

test('a page holds so many in all, wherever they lie, and the next goes on behind it', async () => {
  const stores = inTable();
  const space = await createSpace(stores);
  const patterns = ['a.b', 'a.b', 'a.*', 'a.*', 'a.*', '*', '*'];
  const webhooks = patterns.map((pattern) => webhookOf(space, { eventTypes: [pattern] }));
  for (const webhook of webhooks) await stores.webhooks.create(webhook);
  const ids = webhooks.map(({ id }) => id);
  for (const pageSize of [1, 2, 3, 5, 7, 8]) {
    const directory = dynamodbSubscriberDirectory(aws.dynamoDb, { table, pageSize });
    const found: string[] = [];
    let cursor: string | undefined;
    do {
      const [page] = await directory.find([{ space, eventType: 'a.b', cursor }]);
      if (page?.kind !== 'page') throw new Error(`no page: ${JSON.stringify(page)}`);
      expect(page.webhookIds.length + page.rules.length).toBeLessThanOrEqual(pageSize);
      found.push(...page.webhookIds);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(found.toSorted()).toEqual(ids.toSorted());
  }
});

describe('the subscriber directory', () => {
  const stores = inTable();
  const subscribers = dynamodbSubscriberDirectory(aws.dynamoDb, { table });
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
    await stores.webhooks.remove({ webhook: after, ruleChanges: 0, at });
    expect(await hears('b')).toEqual([]);
    await stores.spaces.remove({ space: spaceNamed(space), at });
    expect(await hears('b')).toBe('unknown_space');
  });
});
