import { beforeEach, describe, expect, test } from '@jest/globals';
import { duplicateWindowMs, maxInlineEventBytes } from '../../../functions/shared/events/application/ports.ts';
import { FanOutWorld, message, ref } from '../../support/fan-out-world.ts';
import { InMemoryEventStore } from '../../support/in-memory/event-store.ts';
import { anEnvelope } from '../../support/records/envelope.ts';

let world: FanOutWorld;
beforeEach(() => {
  world = new FanOutWorld();
});

test('sends one message per subscribed webhook, with the event in it, and stores the event', async () => {
  world.subscribe('wh_2');
  expect(await world.run([message(anEnvelope())])).toEqual([]);
  expect(world.deliveries.messages).toMatchObject([
    { webhookId: 'wh_1', eventId: 'evt_1', event: { data: { severity: 3 } }, repeated: false },
    { webhookId: 'wh_2', eventId: 'evt_1', event: { data: { severity: 3 } }, repeated: false },
  ]);
  expect(await world.events.find({ space: 'acme', eventId: 'evt_1' })).toMatchObject({ targets: ['wh_1', 'wh_2'] });
});

test('a large event stays in the store', async () => {
  const data = 'x'.repeat(maxInlineEventBytes);
  await world.run([message(anEnvelope({ detail: { space: 'acme', id: 'evt_1', data } }))]);
  expect(world.deliveries.messages[0]?.event).toBeUndefined();
  expect((await world.events.find({ space: 'acme', eventId: 'evt_1' }))?.event.data).toBe(data);
});

test('an event that nobody subscribed to is stored and sent nowhere', async () => {
  expect(await world.run([message(anEnvelope({ type: 'system.user.added' }))])).toEqual([]);
  expect(world.deliveries.messages).toEqual([]);
  expect(await world.events.find({ space: 'acme', eventId: 'evt_1' })).toBeDefined();
});

describe('duplicates', () => {
  test("a producer's second event of the same id is not sent", async () => {
    await world.run([message(anEnvelope())]);
    await world.run([message(anEnvelope())]);
    expect(world.deliveries.messages).toHaveLength(1);
    expect(world.facts).toEqual(['fanned out: evt_1, lastly to 1', 'duplicate: evt_1']);
  });

  test('two of them in one batch are one', async () => {
    await world.run([message(anEnvelope(), 'm1'), message(anEnvelope(), 'm2')]);
    expect(world.deliveries.messages).toHaveLength(1);
  });

  test('after 24 hours the id is a new event', async () => {
    await world.run([message(anEnvelope())]);
    world.clock.advance(24 * 60 * 60 * 1000);
    await world.run([message(anEnvelope({ time: '2026-01-03T03:04:05Z' }))]);
    expect(new Set(world.deliveries.messages.map(({ deliveryId }) => deliveryId)).size).toBe(2);
  });

  test('the same message again repeats the same world.deliveries, marked, for its first fan-out may have broken off', async () => {
    const body = anEnvelope();
    await world.run([message(body)]);
    await world.run([message(body)]);
    const [first, second] = world.deliveries.messages;
    expect(second).toEqual({ ...first, repeated: true });
  });
});

describe('what cannot be routed', () => {
  test('goes whole to the rejected queue with its reason, and its neighbours are sent', async () => {
    const unknown = anEnvelope({ detail: { space: 'nobody', data: 1 } });
    const returned = await world.run([message('broken', 'm1'), message(unknown, 'm2'), message(anEnvelope(), 'm3')]);
    expect(returned).toEqual([]);
    expect(world.queue.rejected).toEqual([
      { body: 'broken', reason: expect.stringContaining('not an EventBridge event') },
      { body: unknown, reason: 'unknown space: nobody' },
    ]);
    expect(world.deliveries.messages).toHaveLength(1);
  });

  test('comes again when the rejected queue does not take it', async () => {
    world.queue.reject = async () => {
      throw new Error('no queue');
    };
    expect(await world.run([message('broken', 'm1'), message(anEnvelope(), 'm2')])).toEqual(['m1']);
    expect(world.deliveries.messages).toHaveLength(1);
  });
});

test('an own id that is used again after its day is another event, also at the same time', async () => {
  await world.run([message(anEnvelope({ id: 'envelope-1' }))]);
  world.clock.advance(duplicateWindowMs);
  await world.run([message(anEnvelope({ id: 'envelope-2' }))]);
  const [first, second] = world.deliveries.messages;
  expect(world.deliveries.messages).toMatchObject([{ envelopeId: 'envelope-1' }, { envelopeId: 'envelope-2' }]);
  expect(first?.deliveryId).not.toBe(second?.deliveryId);
});

describe('faults of ours', () => {
  test('a message that the delivery queue did not take sends its event back, alone', async () => {
    const envelope = anEnvelope();
    await world.run([message(envelope)]);
    const refusedId = world.deliveries.take()[0]?.deliveryId ?? '';
    world.events = new InMemoryEventStore();
    world.deliveries.refuseOnce([refusedId]);
    const other = anEnvelope({ detail: { space: 'acme', id: 'evt_2', data: 1 } });
    expect(await world.run([message(envelope, 'm1'), message(other, 'm2')])).toEqual(['m1']);
    expect(world.facts).toContain('fault: The write was not accepted: ThrottlingException');
    expect(world.deliveries.messages).toMatchObject([{ eventId: 'evt_2' }]);
  });

  test('a store that fails sends back every event that can be routed', async () => {
    world.events.claim = async () => {
      throw new Error('throttled');
    };
    const unknown = message(anEnvelope({ detail: { space: 'nobody', data: 1 } }), 'm3');
    expect(await world.run([message(anEnvelope(), 'm1'), message('broken', 'm2'), unknown])).toEqual(['m1']);
    expect(world.facts).toContain('fault: throttled');
    expect(world.queue.rejected).toHaveLength(2);
  });
});

describe('a large fan-out', () => {
  beforeEach(() => {
    for (const webhookId of ['wh_2', 'wh_3', 'wh_4', 'wh_5']) world.subscribe(webhookId);
  });

  const expectAllPages = async () => {
    expect(world.deliveries.messages.map(({ webhookId }) => webhookId)).toEqual([
      'wh_1',
      'wh_2',
      'wh_3',
      'wh_4',
      'wh_5',
    ]);
    expect(await world.events.targets({ ...ref, page: 2 })).toEqual(['wh_5']);
    expect(world.facts).toEqual(['page: evt_1 to 2', 'page: evt_1 to 2', 'fanned out: evt_1, lastly to 1']);
  };

  test('goes through all pages and records whom they are for', async () => {
    await world.run([message(anEnvelope({ id: 'envelope-1' }))]);
    await expectAllPages();
  });

  test('goes on in a new message when its time is up, and comes to the same', async () => {
    const send = world.deliveries.send.bind(world.deliveries);
    world.deliveries.send = async (messages) => {
      world.clock.advance(21_000);
      return send(messages);
    };
    await world.run([message(anEnvelope({ id: 'envelope-1' }))]);
    for (const continuation of world.queue.continuations) {
      await world.run([{ kind: 'continuation', messageId: 'm2', continuation }]);
    }
    expect(world.queue.continuations).toHaveLength(2);
    await expectAllPages();
  });

  test('goes on with its own event though another has the id by now', async () => {
    const send = world.deliveries.send.bind(world.deliveries);
    world.deliveries.send = async (messages) => {
      world.clock.advance(21_000);
      return send(messages);
    };
    await world.run([message(anEnvelope({ id: 'envelope-1', detail: { space: 'acme', id: 'evt_1', data: 'first' } }))]);
    const [continuation] = world.queue.continuations;
    world.clock.advance(duplicateWindowMs);
    const later = { space: 'acme', id: 'evt_1', data: 'second' };
    await world.run([message(anEnvelope({ id: 'envelope-2', type: 'hit.undone', detail: later }))]);
    world.deliveries.take();
    if (continuation) await world.run([{ kind: 'continuation', messageId: 'm3', continuation }]);
    expect(world.deliveries.messages).toMatchObject([
      { webhookId: 'wh_3', envelopeId: 'envelope-1', event: { data: 'first' } },
      { webhookId: 'wh_4', envelopeId: 'envelope-1', event: { data: 'first' } },
    ]);
    expect(await world.events.targets({ ...ref, page: 1 })).toEqual(['wh_3', 'wh_4']);
  });

  test('ends quietly when the event has gone meanwhile', async () => {
    const continuation = { ...ref, eventId: 'gone', cursor: 'wh_2', page: 1 };
    expect(await world.run([{ kind: 'continuation', messageId: 'm1', continuation }])).toEqual([]);
    expect(world.deliveries.messages).toEqual([]);
  });
});

test('sets an event aside that does not fit the schema of its type, with the place', async () => {
  world.eventTypes.set('hit.detected', { description: '', schema: { properties: { severity: { type: 'string' } } } });
  expect(await world.run([message(anEnvelope())])).toEqual([]);
  expect(world.deliveries.messages).toEqual([]);
  expect(world.queue.rejected).toEqual([
    expect.objectContaining({
      reason: 'does not match the schema of its event type: data.severity: must be string',
    }),
  ]);
});

test('a result that Posthorn published goes to the subscribers of its type, and is not stored if there are none', async () => {
  world.subscribers.subscribe({ space: 'acme', webhookId: 'wh_named', patterns: ['*', 'delivery.exhausted'] });
  world.subscribers.subscribe({ space: 'acme', webhookId: 'wh_all', patterns: ['*'] });
  const result = (type: string, space = 'acme') =>
    anEnvelope({ type, source: 'posthorn', detail: { space, webhookId: 'wh_1', eventType: 'hit.detected' } });
  const results = [result('delivery.exhausted'), result('webhook.disabled'), result('delivery.exhausted', 'gone')];
  expect(await world.run(results.map((body, index) => message(body, `m${index}`)))).toEqual([]);
  expect(world.deliveries.messages).toMatchObject([
    { webhookId: 'wh_named', eventType: 'delivery.exhausted', event: { data: { webhookId: 'wh_1' } } },
  ]);
  expect(world.queue.rejected).toEqual([]);
  expect(world.facts).toHaveLength(1);
});
