import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { dynamodbEventStore } from '../../functions/shared/adapters/dynamodb-event-store.ts';
import type { EventStore, StoredEvent } from '../../functions/shared/application/ports/event-store.ts';
import { dynamoDb, stack } from '../support/deployed-stack.ts';
import { InMemoryEventStore } from '../support/in-memory/event-store.ts';
import { anEvent } from '../support/records/event.ts';

const stores = [
  { name: 'in memory', make: (): EventStore => new InMemoryEventStore() },
  {
    name: 'DynamoDB',
    make: (): EventStore => dynamodbEventStore(dynamoDb, { table: stack.outputs.TableName, retentionDays: 30 }),
  },
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

  test('knows nothing of an event of another space', async () => {
    await store.claim([stored()]);
    expect(await store.find({ space: randomUUID(), eventId: 'evt_1' })).toBeUndefined();
  });

  test('answers each of a batch in its order, however many', async () => {
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

  test('tells duplicates apart inside one batch', async () => {
    const batch = [stored(), stored({ envelopeId: 'envelope-2' }), stored()];
    expect(await store.claim(batch)).toEqual(['claimed', 'duplicate', 'resumed']);
  });

  test('takes the same id for a new event after 24 hours', async () => {
    await store.claim([stored()]);
    const late = { envelopeId: 'envelope-2', receivedAt: '2026-01-02T00:00:00.001Z' };
    const justInTime = { envelopeId: 'envelope-3', receivedAt: '2026-01-01T23:59:59.999Z' };
    expect(await store.claim([stored(justInTime)])).toEqual(['duplicate']);
    expect(await store.claim([stored(late)])).toEqual(['claimed']);
    expect((await store.find({ space, eventId: 'evt_1' }))?.envelopeId).toBe('envelope-2');
  });

  test('keeps further pages of targets, each once', async () => {
    await store.claim([stored()]);
    await store.addTargets({ space, eventId: 'evt_1', page: 1, targets: ['wh_3'] });
    await store.addTargets({ space, eventId: 'evt_1', page: 1, targets: ['wh_3'] });
    const pages = [0, 1, 2].map((page) => store.targets({ space, eventId: 'evt_1', page }));
    expect(await Promise.all(pages)).toEqual([['wh_1', 'wh_2'], ['wh_3'], []]);
  });
});
