import { beforeEach, describe, expect, test } from '@jest/globals';
import type { FanOutMessage } from '../../../functions/shared/events/application/fan-out-events.ts';
import type { EventTypeFields } from '../../../functions/shared/events/domain/event-type.ts';
import { WriteFault } from '../../../functions/shared/platform/application/ports.ts';
import { FanOutWorld, message } from '../../support/fan-out-world.ts';
import { anEnvelope } from '../../support/records/envelope.ts';

let world: FanOutWorld;
beforeEach(() => {
  world = new FanOutWorld();
});

describe('an error of one event affects no other of its batch', () => {
  const other = (id: string, more: Readonly<{ type?: string; data?: unknown }> = {}) =>
    anEnvelope({
      id: `envelope-${id}`,
      type: more.type ?? 'hit.detected',
      detail: { space: 'acme', id, data: more.data ?? 1 },
    });
  const batch = (bad = other('bad')): FanOutMessage[] => [
    message(other('good'), 'm1'),
    message(bad, 'm2'),
    message(other('fine'), 'm3'),
  ];
  const sent = () => world.deliveries.messages.map(({ eventId }) => eventId);

  beforeEach(() => {
    world.subscribers.subscribe({ space: 'acme', webhookId: 'wh_1', patterns: ['*'] });
  });

  const hostile: readonly EventTypeFields['schema'][] = [
    { $id: 'https://json-schema.org/draft/2020-12/schema', type: 'object' },
    { $schema: 'https://acme.example/our-dialect' },
    { $defs: { a: { $dynamicAnchor: 'x', $dynamicRef: '#x' } }, $dynamicRef: '#x' },
    { $ref: '#/nowhere' },
  ];
  test.each(hostile)('the schema %j', async (schema) => {
    world.eventTypes.set('bad.type', { description: '', schema });
    world.eventTypes.set('hit.detected', { description: '', schema: { type: 'integer' } });
    expect(await world.run(batch(other('bad', { type: 'bad.type', data: 'text' })))).toEqual([]);
    expect(sent()).toEqual(['good', 'fine']);
    expect(world.queue.rejected).toEqual([
      { body: expect.stringContaining('bad.type'), reason: expect.stringContaining('schema') },
    ]);
  });

  test('a description of its type that cannot be read', async () => {
    const types = { find: async ({ type }: Readonly<{ type: string }>) => (type === 'bad.type' ? fail() : undefined) };
    expect(await world.run(batch(other('bad', { type: 'bad.type' })), types)).toEqual(['m2']);
    expect(sent()).toEqual(['good', 'fine']);
  });

  test('subscribers that cannot be read', async () => {
    const find = world.subscribers.find.bind(world.subscribers);
    world.subscribers.find = async (queries) => {
      const found = await find(queries);
      return found.map((each, index) =>
        queries[index]?.eventType === 'bad.type' ? { kind: 'fault', error: new Error('throttled') } : each,
      );
    };
    expect(await world.run(batch(other('bad', { type: 'bad.type' })))).toEqual(['m2']);
    expect(sent()).toEqual(['good', 'fine']);
    expect(world.facts).toContain('fault: throttled');
  });

  test('a store that does not take it', async () => {
    const claim = world.events.claim.bind(world.events);
    world.events.claim = async (stored) => {
      const outcomes = await claim(stored);
      return outcomes.map((outcome, index) =>
        stored[index]?.event.id === 'bad' ? new WriteFault('ThrottlingError') : outcome,
      );
    };
    expect(await world.run(batch())).toEqual(['m2']);
    expect(sent()).toEqual(['good', 'fine']);
    expect(world.facts).toContain('fault: The write was not accepted: ThrottlingError');
  });

  test('a further page that cannot be recorded', async () => {
    for (const id of ['wh_2', 'wh_3']) world.subscribers.subscribe({ space: 'acme', webhookId: id, patterns: ['*'] });
    const addTargets = world.events.addTargets.bind(world.events);
    world.events.addTargets = async (page) => (page.eventId === 'bad' ? fail() : addTargets(page));
    expect(await world.run(batch())).toEqual(['m2']);
    expect(
      sent()
        .filter((id) => id !== 'bad')
        .toSorted(),
    ).toEqual(['fine', 'fine', 'fine', 'good', 'good', 'good']);
  });

  test('a continuation that cannot be sent', async () => {
    for (const id of ['wh_2', 'wh_3']) world.subscribers.subscribe({ space: 'acme', webhookId: id, patterns: ['*'] });
    const send = world.deliveries.send.bind(world.deliveries);
    world.deliveries.send = async (messages) => {
      world.clock.advance(21_000);
      return send(messages);
    };
    const continueLater = world.queue.continueLater.bind(world.queue);
    world.queue.continueLater = async (each) => (each.eventId === 'bad' ? fail() : continueLater(each));
    expect(await world.run(batch())).toEqual(['m2']);
    expect(world.queue.continuations.map(({ eventId }) => eventId)).toEqual(['good', 'fine']);
  });

  test('a queue of rejected events that does not take it', async () => {
    const setAside = world.queue.reject.bind(world.queue);
    world.queue.reject = async (rejected) => {
      await setAside(rejected.filter(({ body }) => !body.includes('bad')));
      return rejected.map(({ body }) => (body.includes('bad') ? new WriteFault('InternalError') : 'rejected'));
    };
    expect(await world.run([message('broken', 'm1'), message('bad', 'm2'), message(other('fine'), 'm3')])).toEqual([
      'm2',
    ]);
    expect(world.queue.rejected).toMatchObject([{ body: 'broken' }]);
    expect(world.facts.filter((fact) => fact.startsWith('rejected'))).toHaveLength(1);
  });
});

function fail(): never {
  throw new Error('a fault of ours');
}
