import { randomUUID } from 'node:crypto';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { ulid } from 'ulid';
import { dynamodbPurgeStore } from '../../functions/shared/cleanup/adapters/dynamodb-purge-store.ts';
import { dynamodbDeliveryStore } from '../../functions/shared/deliveries/adapters/dynamodb-delivery-store.ts';
import { dynamodbStepResponses } from '../../functions/shared/deliveries/adapters/dynamodb-step-responses.ts';
import { dynamodbScorecardDirectory } from '../../functions/shared/events/adapters/dynamodb-scorecard-directory.ts';
import { scorecardLayout } from '../../functions/shared/events/adapters/dynamodb-scorecard-layout.ts';
import { dynamodbSubscriberDirectory } from '../../functions/shared/events/adapters/dynamodb-subscriber-directory.ts';
import type { TriggeredRule } from '../../functions/shared/events/application/ports.ts';
import type { ScorecardFields } from '../../functions/shared/events/domain/scorecard.ts';
import { dynamodbResourceStore } from '../../functions/shared/platform/adapters/dynamodb-resource-store.ts';
import type { Resource } from '../../functions/shared/platform/domain/resource.ts';
import { ruleLayout } from '../../functions/shared/rules/adapters/dynamodb-rule-layout.ts';
import { dynamodbRuleUses } from '../../functions/shared/rules/adapters/dynamodb-rule-uses.ts';
import type { RuleFields } from '../../functions/shared/rules/domain/rule.ts';
import { dynamodbSpaceStore } from '../../functions/shared/spaces/adapters/dynamodb-space-store.ts';
import { dynamodbWebhookStore } from '../../functions/shared/webhooks/adapters/dynamodb-webhook-store.ts';
import { aws } from '../support/aws-callers.ts';
import { dynamoDb, stack } from '../support/deployed-stack.ts';
import { anExecution, aRule } from '../support/records/execution.ts';
import { aWebhook } from '../support/records/webhook.ts';
import { watchedDynamoDb } from '../support/watched-dynamodb.ts';

const table = stack.outputs.TableName;
const keyring = { seal: async (text: string) => text, open: async (text: string) => text };
const sealed = { table, keyring };
const rules = dynamodbResourceStore(aws.dynamoDb, sealed, ruleLayout);
const webhooks = dynamodbWebhookStore(aws.dynamoDb, sealed);
const at = '2026-01-01T00:00:00.000Z';

let space: string;
beforeEach(async () => {
  space = `rules-${randomUUID().slice(0, 8)}`;
  const spaces = dynamodbSpaceStore(aws.dynamoDb, sealed);
  const owner = { name: 'Rules', ownerEmail: 'owner@acme.example' };
  await spaces.create({ id: space, ...owner, createdAt: at, updatedAt: at, version: 1 });
});

const resource = <Fields>(id: string, fields: Fields): Resource<Fields> => ({
  space,
  id,
  fields,
  createdAt: at,
  updatedAt: at,
  version: 1,
});
/** The webhooks that steps call, each made by the first rule that calls it. */
const makeWebhooks = async (steps: RuleFields['steps'] = []) => {
  for (const { webhookId: id } of steps) await webhooks.create(aWebhook({ id, space, name: id, eventTypes: [] }));
};
const create = async (changes: Partial<RuleFields>) => {
  await makeWebhooks(aRule(changes).steps);
  const rule = resource(ulid(), aRule({ name: randomUUID(), ...changes }));
  expect(await rules.create(rule)).toBe('created');
  return rule;
};
const change = async (before: Resource<RuleFields>, changes: Partial<RuleFields>) => {
  await makeWebhooks(changes.steps);
  const after = { ...before, fields: { ...before.fields, ...changes }, version: before.version + 1 };
  expect(await rules.replace({ before, after })).toBe('replaced');
  return after;
};
/** One directory for all, as in a function: a change must be seen past what it keeps. */
const directory = dynamodbSubscriberDirectory(aws.dynamoDb, { table, pageSize: 2 });

async function found(eventType = 'hit.detected'): Promise<readonly TriggeredRule[]> {
  const all: TriggeredRule[] = [];
  let cursor: string | undefined;
  do {
    const [page] = await directory.find([{ space, eventType, cursor }]);
    if (page?.kind !== 'page') throw new Error(`no page: ${JSON.stringify(page)}`);
    all.push(...page.rules);
    cursor = page.next;
  } while (cursor !== undefined);
  return all;
}

describe('events find', () => {
  test('every enabled rule of their type, with the group that it asks for, over any number of pages', async () => {
    const made = [
      await create({}),
      await create({ scope: { type: 'own' } }),
      await create({ scope: { type: 'followed' } }),
      await create({ scope: { type: 'portfolio', portfolioId: 'p-1' } }),
      await create({ scope: null }),
    ];
    await create({ enabled: false });
    await create({ trigger: { eventType: 'score.changed' } });
    const groups = [undefined, 'own', 'followed', 'portfolio:p-1', undefined];
    expect(await found()).toEqual(made.map(({ id }, index) => ({ ruleId: id, group: groups[index] })));
  });

  test('a rule as it is at once after each change of it', async () => {
    const first = await create({ scope: { type: 'own' } });
    const { id: ruleId } = first;
    expect(await found()).toEqual([{ ruleId, group: 'own' }]);
    const followed = await change(first, { scope: { type: 'followed' } });
    expect(await found()).toEqual([{ ruleId, group: 'followed' }]);
    const any = await change(followed, { scope: null });
    expect(await found()).toEqual([{ ruleId, group: undefined }]);
    const other = await change(any, { trigger: { eventType: 'score.changed' } });
    expect(await found()).toEqual([]);
    expect(await found('score.changed')).toEqual([{ ruleId, group: undefined }]);
    const disabled = await change(other, { enabled: false });
    expect(await found('score.changed')).toEqual([]);
    const enabled = await change(disabled, { enabled: true });
    expect(await found('score.changed')).toHaveLength(1);
    expect(await rules.remove(enabled)).toBe('removed');
    expect(await found('score.changed')).toEqual([]);
  });
});

test('an event costs the same few reads with a thousand rules', async () => {
  const items = Array.from({ length: 1_000 }, (_, n) => ({
    pk: `TRIGGER#${space}#hit.detected`,
    sk: ulid(),
    group: `portfolio:p-${n}`,
  }));
  for (let start = 0; start < items.length; start += 25) {
    const batch = items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
    await dynamoDb.send(new BatchWriteCommand({ RequestItems: { [table]: batch } }));
  }
  const calls: string[] = [];
  const client = watchedDynamoDb(aws.dynamoDb, (operation, call) => {
    calls.push(operation);
    return call();
  });
  const counted = dynamodbSubscriberDirectory(client, { table });
  const scorecards = dynamodbScorecardDirectory(client, table);
  const event = async () => {
    const [page] = await counted.find([{ space, eventType: 'hit.detected' }]);
    await scorecards.find([{ space, scorecardId: 'sc_1' }]);
    return page?.kind === 'page' ? page.rules.length : 0;
  };
  expect(await event()).toBe(1_000);
  expect(calls.toSorted()).toEqual(['batchGet', 'batchGet', ...Array(4).fill('query')]);
  calls.length = 0;
  expect(await event()).toBe(1_000);
  expect(calls).toEqual(['batchGet', 'batchGet']);
});

test('the rules that call a webhook are found, enabled or not, as they are changed', async () => {
  const uses = dynamodbRuleUses(aws.dynamoDb, table);
  const calling = async (webhookId: string) => (await uses.rulesCalling({ space, webhookId })).ruleIds.toSorted();
  const steps = (...ids: readonly string[]) => ids.map((webhookId) => ({ webhookId }));
  const one = await create({ steps: steps('a', 'b', 'a') });
  const other = await create({ steps: steps('b'), enabled: false });
  expect(await calling('a')).toEqual([one.id]);
  expect(await calling('b')).toEqual([one.id, other.id].sort());
  const changed = await change(one, { steps: steps('c', 'a') });
  expect(await calling('b')).toEqual([other.id]);
  expect(await calling('c')).toEqual([one.id]);
  await rules.remove(changed);
  expect(await calling('a')).toEqual([]);
  expect(await uses.rulesCalling({ space: `${space}-other`, webhookId: 'b' })).toEqual({ ruleIds: [], ruleChanges: 0 });
});

test('a deleted space takes rules, their executions, responses and links along', async () => {
  const webhookId = ulid();
  const rule = await create({ steps: [{ webhookId }, { webhookId: ulid() }] });
  const kept = { table, retentionDays: 30 };
  const responses = dynamodbStepResponses(aws.dynamoDb, kept);
  const deliveries = dynamodbDeliveryStore(aws.dynamoDb, kept);
  const of = { ruleId: rule.id, executionId: anExecution().id };
  await responses.put({ ...of, name: 'a', response: { url: 'https://a.example/', body: new Uint8Array([1]) } });
  await deliveries.recordFirst([anExecution({ space, execution: { ruleId: rule.id, step: 1, responseNames: ['a'] } })]);
  const store = dynamodbPurgeStore(aws.dynamoDb, kept);
  for (let rounds = 0; (await store.purgeSome({ kind: 'space', space })) === 'more'; rounds += 1) {
    expect(rounds).toBeLessThan(20);
  }
  expect(await deliveries.find([{ ruleId: rule.id, deliveryId: of.executionId }])).toEqual([]);
  expect(await responses.find({ ...of, names: ['a'] })).toEqual([undefined]);
  expect(await rules.find(rule)).toBeUndefined();
  expect(await dynamodbRuleUses(aws.dynamoDb, table).rulesCalling({ space, webhookId })).toMatchObject({ ruleIds: [] });
  expect(await found()).toEqual([]);
});

test('scorecards are read together, each once, unknown ones as none', async () => {
  const store = dynamodbResourceStore(aws.dynamoDb, sealed, scorecardLayout);
  const fields = (domain: string): ScorecardFields => ({ domain, groups: ['own', 'portfolio:p-1'] });
  await store.create(resource('sc_1', fields('one.example')));
  await store.create(resource('sc_2', fields('two.example')));
  const ref = (scorecardId: string) => ({ space, scorecardId });
  const scorecards = await dynamodbScorecardDirectory(aws.dynamoDb, table).find(
    ['sc_2', 'none', 'sc_1', 'sc_2'].map(ref),
  );
  expect(scorecards).toEqual([fields('two.example'), undefined, fields('one.example'), fields('two.example')]);
});
