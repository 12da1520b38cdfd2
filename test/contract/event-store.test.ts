import { randomBytes, randomUUID } from 'node:crypto';
import { DeleteCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { ulid } from 'ulid';
import { dynamodbEventStore } from '../../functions/shared/events/adapters/dynamodb-event-store.ts';
import {
  duplicateWindowMs,
  type EventStore,
  type StoredEvent,
  storedEventKey,
} from '../../functions/shared/events/application/ports.ts';
import { maxEventBytes } from '../../functions/shared/events/domain/event.ts';
import { targetName } from '../../functions/shared/platform/domain/target.ts';
import { aws, callers } from '../support/aws-callers.ts';
import { dynamoDb, stack } from '../support/deployed-stack.ts';
import { InMemoryEventStore } from '../support/in-memory/event-store.ts';
import { anEvent } from '../support/records/event.ts';

const stores = [
  { name: 'in memory', make: (): EventStore => new InMemoryEventStore() },
  ...callers.map(({ caller, clients }) => ({
    name: `DynamoDB by ${caller}`,
    make: (): EventStore => dynamodbEventStore(clients.dynamoDb, { table: stack.outputs.TableName, retentionDays: 30 }),
  })),
];

describe.each(stores)('the event store $name', ({ make }) => {
  let store: EventStore;
  let space: string;
  beforeEach(() => {
    store = make();
    space = randomUUID();
  });

  const stored = (changes: Partial<StoredEvent> = {}, id = 'evt_1'): StoredEvent => ({
    event: anEvent({ space, id }),
    envelopeId: 'envelope-1',
    receivedAt: '2026-01-01T00:00:00.000Z',
    targets: ['wh_1', 'wh_2'],
    ...changes,
  });

  test('gives back what was claimed, whatever its data', async () => {
    const data = {
      text: 'é\u0000\uFFFF',
      big: 1e300,
      list: [null, true, { deep: [] }],
      big_text: 'ab'.repeat(100_000),
    };
    const one = stored({ event: anEvent({ space, data }) });
    expect(await store.claim([one])).toEqual(['claimed']);
    expect(await store.find({ space, eventId: one.event.id })).toEqual(one);
  });

  test('keeps the largest event with as many targets as a page of subscribers holds', async () => {
    // Text of random bytes: what compression makes of it is as large as it gets.
    const room = maxEventBytes - JSON.stringify({ space, id: 'x'.repeat(128), data: '' }).length;
    const data = randomBytes(room).toString('base64').slice(0, room);
    const targets = Array.from({ length: 1_000 }, () => targetName({ kind: 'rule', id: ulid() }));
    const one = stored({ event: anEvent({ space, id: 'x'.repeat(128), data, type: 'y'.repeat(128) }), targets });
    expect(await store.claim([one])).toEqual(['claimed']);
    expect((await store.find({ space, eventId: one.event.id }))?.targets).toHaveLength(1_000);
  });

  test('summarizes events, each of those with one own id, and says whether there is more of whom they went to', async () => {
    const later = new Date(Date.parse('2026-01-01T00:00:00Z') + 2 * duplicateWindowMs).toISOString();
    const [first, second] = [stored(), stored({ envelopeId: 'envelope-2', receivedAt: later, targets: [] })];
    for (const each of [first, second, stored({ envelopeId: 'envelope-3' }, 'evt_3')]) await store.claim([each]);
    await store.addTargets({ space, eventId: 'evt_3', envelopeId: 'envelope-3', page: 1, targets: ['wh_9'] });
    const refs = [1, 2, 9].map((number) => ({ space, eventId: 'evt_1', envelopeId: `envelope-${number}` }));
    const third = { space, eventId: 'evt_3', envelopeId: 'envelope-3' };
    const found = await store.summaries([...refs, third]);
    expect([...refs, third].map((ref) => found.get(storedEventKey(ref)))).toEqual([
      { receivedAt: first.receivedAt, targets: ['wh_1', 'wh_2'], hasMoreTargets: false },
      { receivedAt: later, targets: [], hasMoreTargets: false },
      undefined,
      { receivedAt: first.receivedAt, targets: ['wh_1', 'wh_2'], hasMoreTargets: true },
    ]);
    expect(await store.summaries([])).toEqual(new Map());
  });

  test('knows nothing of an event of another space', async () => {
    await store.claim([stored()]);
    expect(await store.find({ space: randomUUID(), eventId: 'evt_1' })).toBeUndefined();
  });

  test('returns an outcome for each of a batch in its order, however many', async () => {
    await store.claim([stored({}, 'evt_7')]);
    const batch = Array.from({ length: 30 }, (_, index) => stored({ envelopeId: `other-${index}` }, `evt_${index}`));
    const expected = batch.map((_, index) => (index === 7 ? 'duplicate' : 'claimed'));
    expect(await store.claim(batch)).toEqual(expected);
  });

  test('takes the same message for its own again, and another of the same id for a duplicate', async () => {
    await store.claim([stored()]);
    expect(await store.claim([stored()])).toEqual(['resumed']);
    expect(await store.claim([stored({ envelopeId: 'envelope-2' })])).toEqual(['duplicate']);
  });

  test('distinguishes duplicates inside one batch', async () => {
    const batch = [stored(), stored({ envelopeId: 'envelope-2' }), stored()];
    expect(await store.claim(batch)).toEqual(['claimed', 'duplicate', 'resumed']);
  });

  /** The same own id, day after day. */
  const uses = ['01', '02', '03'].map((day, index) => ({
    envelopeId: `envelope-${index}`,
    receivedAt: `2026-01-${day}T00:00:00.00${index}Z`,
    targets: [`wh_${index}`],
  }));
  const use = (index: number) => stored({ ...uses[index], event: anEvent({ space, data: `use ${index}` }) });

  test('takes the same id for a new event after 24 hours, and keeps the earlier ones for their deliveries', async () => {
    const justInTime = { envelopeId: 'envelope-9', receivedAt: '2026-01-01T23:59:59.999Z' };
    expect(await store.claim([use(0)])).toEqual(['claimed']);
    expect(await store.claim([stored(justInTime)])).toEqual(['duplicate']);
    expect(await store.claim([use(1)])).toEqual(['claimed']);
    expect(await store.claim([use(2)])).toEqual(['claimed']);
    expect(await store.find({ space, eventId: 'evt_1' })).toEqual(use(2));
    for (const [index, { envelopeId }] of uses.entries()) {
      expect(await store.find({ space, eventId: 'evt_1', envelopeId })).toEqual(use(index));
    }
    expect(await store.find({ space, eventId: 'evt_1', envelopeId: 'envelope-9' })).toBeUndefined();
  });

  test('knows the message of an earlier event again, whatever its id is called since', async () => {
    await store.claim([use(0)]);
    await store.claim([use(1)]);
    expect(await store.claim([stored({ ...uses[0], receivedAt: '2026-01-02T01:00:00.000Z' })])).toEqual(['resumed']);
    expect(await store.claim([stored({ ...uses[0], receivedAt: '2026-01-09T00:00:00.000Z' })])).toEqual(['resumed']);
    expect(await store.find({ space, eventId: 'evt_1' })).toEqual(use(1));
  });

  test('gives the id to one only of those that come at once', async () => {
    await store.claim([use(0)]);
    const rivals = Array.from({ length: 5 }, (_, index) => stored({ ...uses[1], envelopeId: `rival-${index}` }));
    const outcomes = await Promise.all(rivals.map((rival) => store.claim([rival])));
    expect(outcomes.flat().toSorted()).toEqual(['claimed', 'duplicate', 'duplicate', 'duplicate', 'duplicate']);
    expect(await store.find({ space, eventId: 'evt_1', envelopeId: 'envelope-0' })).toEqual(use(0));
  });

  test('keeps further pages of targets, each once, and apart from those of another use of the id', async () => {
    const first = { space, eventId: 'evt_1', envelopeId: 'envelope-1' };
    const second = { ...first, envelopeId: 'envelope-2' };
    await store.claim([stored()]);
    await store.addTargets({ ...first, page: 1, targets: ['wh_3'] });
    await store.addTargets({ ...first, page: 1, targets: ['wh_3'] });
    await store.addTargets({ ...second, page: 1, targets: ['wh_4'] });
    const pages = [0, 1, 2].map((page) => store.targets({ ...first, page }));
    expect(await Promise.all(pages)).toEqual([['wh_1', 'wh_2'], ['wh_3'], []]);
    expect(await store.targets({ ...second, page: 1 })).toEqual(['wh_4']);
  });
});

test('an earlier event is found though the later one that took its id is gone, as when the retention is shortened', async () => {
  const TableName = stack.outputs.TableName;
  const store = dynamodbEventStore(aws.dynamoDb, { table: TableName, retentionDays: 30 });
  const space = randomUUID();
  const event = anEvent({ space, id: 'evt_1' });
  const earlier = { event, envelopeId: 'envelope-1', receivedAt: '2026-01-01T00:00:00.000Z', targets: ['wh_1'] };
  const later = { ...earlier, envelopeId: 'envelope-2', receivedAt: '2026-01-03T00:00:00.000Z' };
  await store.claim([earlier]);
  await store.claim([later]);
  await dynamoDb.send(new DeleteCommand({ TableName, Key: { pk: `EVENT#${space}#evt_1`, sk: 'EVENT' } }));
  expect(await store.find({ space, eventId: 'evt_1', envelopeId: 'envelope-1' })).toEqual(earlier);
});

describe.each(callers)('events that deliveries wait for, in DynamoDB by $caller', ({ clients }) => {
  const dayMs = 24 * 60 * 60 * 1000;
  const store = dynamodbEventStore(clients.dynamoDb, { table: stack.outputs.TableName, retentionDays: 30 });
  const daysAgo = (days: number) => new Date(Date.now() - days * dayMs).toISOString();
  /** Days that are left to each item of an event. */
  const daysLeft = async (space: string) => {
    const { Items = [] } = await dynamoDb.send(
      new QueryCommand({
        TableName: stack.outputs.TableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': `EVENT#${space}#evt_1` },
      }),
    );
    return Items.map(({ sk, ttl }) => [sk, Math.round((Number(ttl) * 1000 - Date.now()) / dayMs)]);
  };
  const claimed = async (envelopeId: string, days: number, space: string) => {
    const event = anEvent({ space, id: 'evt_1' });
    await store.claim([{ event, envelopeId, receivedAt: daysAgo(days), targets: [] }]);
  };
  const needed = (envelopeId: string, days: number, space: string) => ({
    space,
    eventId: 'evt_1',
    envelopeId,
    since: daysAgo(days),
  });

  test('stay for the whole retention from then on when less than half of it is left', async () => {
    const space = randomUUID();
    await claimed('envelope-1', 16, space);
    await store.extendRetention([needed('envelope-1', 16, space)]);
    expect(await daysLeft(space)).toEqual([['EVENT', 30]]);
  });

  test('are not written while half of it is left, nor those of another envelope', async () => {
    const space = randomUUID();
    await claimed('envelope-1', 14, space);
    await store.extendRetention([needed('envelope-1', 14, space)]);
    // Its delivery is older than it says.
    await store.extendRetention([needed('envelope-1', 20, space)]);
    await store.extendRetention([needed('envelope-2', 20, space)]);
    expect(await daysLeft(space)).toEqual([['EVENT', 16]]);
  });

  test('stay though a later one has their id, and do not come back once they are gone', async () => {
    const space = randomUUID();
    await claimed('envelope-1', 25, space);
    await claimed('envelope-2', 20, space);
    await store.extendRetention([needed('envelope-1', 25, space), needed('gone', 25, space)]);
    expect((await daysLeft(space)).toSorted()).toEqual([
      ['EARLIER#envelope-1', 30],
      ['EVENT', 10],
    ]);
  });
});
