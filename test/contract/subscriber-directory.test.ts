import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbSubscriberDirectory } from '../../functions/shared/events/adapters/dynamodb-subscriber-directory.ts';
import { matchPattern } from '../../functions/shared/events/domain/event-pattern/match.ts';
import type { EventPattern } from '../../functions/shared/events/domain/event-pattern/pattern.ts';
import type { JsonObject } from '../../functions/shared/platform/domain/merge-patch.ts';
import { aws } from '../support/aws-callers.ts';
import { aRule } from '../support/records/execution.ts';
import { at, createSpace, inTable, next, ruleIn, spaceNamed, table, webhookOf } from './configuration-stores.ts';

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
      expect(page.webhooks.length + page.rules.length).toBeLessThanOrEqual(pageSize);
      found.push(...page.webhooks.map(({ webhookId }) => webhookId));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(found.toSorted()).toEqual(ids.toSorted());
  }
});

/** What of the events of a page's webhooks and rules is meant: the severities from 1 to 5 that pass their filters. */
const severities = [1, 2, 3, 4, 5];
const passing = (filter: EventPattern | undefined) =>
  severities.filter((severity) => !filter || matchPattern(filter, { data: { severity } }) === 'match');
const from = (severity: number) => ({ data: { severity: [{ numeric: ['>=', severity] }] } });

describe('the subscriber directory', () => {
  const stores = inTable();
  const subscribers = dynamodbSubscriberDirectory(aws.dynamoDb, { table });
  let space: string;

  beforeEach(async () => {
    space = await createSpace(stores);
  });

  const hears = async (eventType: string) => {
    const [found] = await subscribers.find([{ space, eventType }]);
    return found?.kind === 'page' ? found.webhooks.map(({ webhookId }) => webhookId) : found?.kind;
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

  test('fan-out sees the filter of a webhook under each of its patterns, and each change of it at once', async () => {
    const filters = async (eventType: string) => {
      const [found] = await subscribers.find([{ space, eventType }]);
      return found?.kind === 'page' ? found.webhooks.map(({ filter }) => passing(filter)) : [];
    };
    const webhook = webhookOf(space, { eventTypes: ['a.*', 'b'], filter: from(3) });
    await stores.webhooks.create(webhook);
    expect([await filters('a.b'), await filters('b')]).toEqual([[[3, 4, 5]], [[3, 4, 5]]]);
    const changed = next(webhook, { filter: from(5), eventTypes: ['b', 'c'] });
    expect(await stores.webhooks.replace({ before: webhook, after: changed })).toBe('replaced');
    expect([await filters('a.b'), await filters('b'), await filters('c')]).toEqual([[], [[5]], [[5]]]);
    const { filter: _, ...unfiltered } = next(changed, {});
    expect(await stores.webhooks.replace({ before: changed, after: unfiltered })).toBe('replaced');
    expect([await filters('b'), await filters('c')]).toEqual([[severities], [severities]]);
  });

  test('fan-out sees the filter of a rule, and each change of it at once', async () => {
    const filters = async () => {
      const [found] = await subscribers.find([{ space, eventType: 'a.b' }]);
      return found?.kind === 'page' ? found.rules.map(({ filter }) => passing(filter)) : [];
    };
    const step = webhookOf(space, { eventTypes: [] });
    await stores.webhooks.create(step);
    const fields = (filter?: JsonObject) =>
      aRule({ trigger: { eventType: 'a.b', ...(filter && { filter }) }, steps: [{ webhookId: step.id }] });
    const rule = { ...ruleIn(space), fields: fields(from(2)) };
    expect(await stores.rules.create(rule)).toBe('created');
    expect(await filters()).toEqual([[2, 3, 4, 5]]);
    const changed = next(rule, { fields: fields(from(4)) });
    expect(await stores.rules.replace({ before: rule, after: changed })).toBe('replaced');
    expect(await filters()).toEqual([[4, 5]]);
    expect(await stores.rules.replace({ before: changed, after: next(changed, { fields: fields() }) })).toBe(
      'replaced',
    );
    expect(await filters()).toEqual([severities]);
  });
});
